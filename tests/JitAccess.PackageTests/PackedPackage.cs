using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using JitAccess.ArchitectureTests;

namespace JitAccess.PackageTests;

/// <summary>A package as it lies in the folder of packages.</summary>
internal sealed class PackedPackage
{
    private static readonly string Folder = Path.Combine(Repository.Root, ".artifacts", "packages");
    private readonly string _file;

    public PackedPackage(string id)
    {
        Id = id;
        _file = Directory.GetFiles(Folder, $"{id}.*.nupkg").SingleOrDefault(f => IdOf(f) == id)
            ?? throw new InvalidOperationException($"{Folder} has no package {id}; run eng/pack.sh.");
        Specification = XDocument.Parse(Encoding.UTF8.GetString(Read(_file, $"{id}.nuspec")).TrimStart('\uFEFF')).Root!;
    }

    /// <summary>Gets the ids of what was packed.</summary>
    public static IEnumerable<string> Ids =>
        Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.nupkg").Select(IdOf).Order(StringComparer.Ordinal) : [];

    public string Id { get; }

    public string Version => Value("version");

    public XElement Specification { get; }

    public IEnumerable<(string Id, string Version)> Dependencies =>
        Specification.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => ((string)e.Attribute("id")!, (string)e.Attribute("version")!));

    public string Value(string name) => Specification.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value ?? "";

    public IReadOnlyList<string> Files() => List(_file);

    /// <summary>None of the analyzers: nobody debugs them in a process of their own.</summary>
    public IReadOnlyList<string> SymbolFiles() => File.Exists(SymbolPackage) ? List(SymbolPackage) : [];

    public byte[] Read(string entry) => Read(_file, entry);

    public byte[] ReadSymbols(string entry) => Read(SymbolPackage, entry);

    public string ReadBillOfMaterials() => File.ReadAllText(Path.ChangeExtension(_file, ".cdx.json"));

    /// <summary>All that a user of the package gets, one line each: what a review of a change to it has to see.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (var name in (string[])["license", "readme", "icon"])
            text.Append(name).Append(' ').Append(Value(name)).Append('\n');
        foreach (var (id, version) in Dependencies.OrderBy(d => d.Id, StringComparer.Ordinal))
            text.Append("dependency ").Append(id).Append(' ').Append(id.StartsWith("JitAccess", StringComparison.Ordinal) ? "(same version)" : version).Append('\n');
        foreach (var file in Files())
            text.Append("file ").Append(file).Append('\n');
        foreach (var file in SymbolFiles())
            text.Append("symbols ").Append(file).Append('\n');
        return text.ToString();
    }

    private string SymbolPackage => Path.ChangeExtension(_file, ".snupkg");

    // JitAccess.Aws.0.1.0-alpha.1.nupkg: the id ends before the first part that begins with a digit.
    private static string IdOf(string file) =>
        string.Join('.', Path.GetFileName(file).Split('.').TakeWhile(part => !char.IsAsciiDigit(part[0])));

    private static string[] List(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        return
        [
            .. zip.Entries.Select(e => e.FullName).Where(e => !IsOfTheFormat(e) && !e.EndsWith(".nuspec", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsOfTheFormat(string entry) =>
        entry == "[Content_Types].xml" || entry.StartsWith("_rels/", StringComparison.Ordinal) || entry.StartsWith("package/", StringComparison.Ordinal);

    private static byte[] Read(string file, string entry)
    {
        using var zip = ZipFile.OpenRead(file);
        using var content = (zip.GetEntry(entry) ?? throw new InvalidOperationException($"{file} has no {entry}.")).Open();
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return memory.ToArray();
    }
}

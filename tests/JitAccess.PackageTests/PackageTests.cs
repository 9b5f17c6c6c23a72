using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using JitAccess.ArchitectureTests;

namespace JitAccess.PackageTests;

/// <summary>What users get is what was meant: nothing missing, nothing stray, no dependency by accident.</summary>
public partial class PackageTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("JITACCESS_UPDATE_PACKAGES") == "1";

    private const string Analyzers = "JitAccess.Analyzers";

    public static TheoryData<string> Ids => [.. Repository.Projects("src").Select(p => Path.GetFileNameWithoutExtension(p)), Analyzers];

    /// <summary>Gets the packages that programs run with; the analyzers are for the compiler.</summary>
    public static TheoryData<string> Libraries => [.. Repository.Projects("src").Select(p => Path.GetFileNameWithoutExtension(p))];

    [Fact]
    public void Packages_AreThoseOfTheSource() => PackedPackage.Ids.ShouldBe(Ids.Select(row => row.Data), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Content_OfAPackage_IsAsListed(string id)
    {
        var list = $"tests/JitAccess.PackageTests/Packages/{id}.txt";
        var content = new PackedPackage(id).Describe();
        if (Update)
            File.WriteAllText(Path.Combine(Repository.Root, list), content);
        else
            content.ShouldBe(Repository.Read(list), $"{list} differs; if that is meant, run eng/pack.sh --update and commit the difference");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Readme_OfAPackage_SaysWhatThatOfItsProjectSays(string id) =>
        WithoutLinks(ReadmeOf(new PackedPackage(id))).ShouldBe(WithoutLinks(Repository.Read(SourceReadmeOf(id))));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Readme_OfAPackage_LinksToNothingThatIsNotThere(string id)
    {
        var package = new PackedPackage(id);
        var targets = Link().Matches(ReadmeOf(package)).Select(m => m.Groups["target"].Value).ToList();

        targets.Where(t => !t.StartsWith("https://", StringComparison.Ordinal) && !t.StartsWith('#')).ShouldBeSubsetOf(package.Files());
        targets.Count.ShouldBe(
            Link().Matches(Repository.Read(SourceReadmeOf(id))).Count(m => !m.Groups["target"].Value.StartsWith('.')), "links that can be followed stay");
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Documentation_OfAPackage_HasMembers(string id) =>
        XDocument.Load(new MemoryStream(new PackedPackage(id).Read($"lib/net10.0/{id}.xml"))).Descendants("member").ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_OfAPackage_BelongToItsAssembly(string id)
    {
        var package = new PackedPackage(id);
        using var assembly = new PEReader(ImmutableArray.Create(package.Read($"lib/net10.0/{id}.dll")));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(package.ReadSymbols($"lib/net10.0/{id}.pdb")));

        var entry = assembly.ReadDebugDirectory().Single(e => e.Type == DebugDirectoryEntryType.CodeView);

        new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id)
            .ShouldBe(new BlobContentId(assembly.ReadCodeViewDebugDirectoryData(entry).Guid, entry.Stamp));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Assembly_OfAPackage_IsOptimized(string id)
    {
        using var assembly = new PEReader(ImmutableArray.Create(new PackedPackage(id).Read($"lib/net10.0/{id}.dll")));
        var metadata = assembly.GetMetadataReader();

        var modes = metadata.GetAssemblyDefinition().GetCustomAttributes().Select(metadata.GetCustomAttribute)
            .Where(a => NameOf(metadata, a) == nameof(DebuggableAttribute)).Select(a => metadata.GetBlobReader(a.Value));

        foreach (var mode in modes)
            (ReadMode(mode) & DebuggableAttribute.DebuggingModes.DisableOptimizations).ShouldBe(DebuggableAttribute.DebuggingModes.None);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Dependencies_OnOurOwn_AreOfTheSameVersion(string id)
    {
        var package = new PackedPackage(id);
        foreach (var own in package.Dependencies.Where(d => d.Id.StartsWith("JitAccess", StringComparison.Ordinal)))
            own.Version.ShouldBe(package.Version, own.Id);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void BillOfMaterials_OfAPackage_NamesItAndAllItBrings(string id)
    {
        var package = new PackedPackage(id);

        BillOfMaterials.Problems(package.ReadBillOfMaterials(), id, package.Version, package.Dependencies).ShouldBeEmpty();
    }

    private static string SourceReadmeOf(string id) => id == Analyzers ? $"analyzers/{id}.Package/README.md" : $"src/{id}/README.md";

    private static string ReadmeOf(PackedPackage package) => Encoding.UTF8.GetString(package.Read("README.md"));

    private static string WithoutLinks(string markdown) => Link().Replace(markdown, "${text}");

    private static DebuggableAttribute.DebuggingModes ReadMode(BlobReader value)
    {
        value.ReadUInt16(); // the prolog
        return (DebuggableAttribute.DebuggingModes)value.ReadInt32();
    }

    private static string? NameOf(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name)
            : null;

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}

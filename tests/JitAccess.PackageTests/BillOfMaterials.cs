using System.Text.Json;
using System.Text.RegularExpressions;

namespace JitAccess.PackageTests;

/// <summary>Checks a CycloneDX document: its form, and that it speaks of the package beside it.</summary>
internal static partial class BillOfMaterials
{
    private const string SpecVersion = "1.6";

    public static IReadOnlyList<string> Problems(string json, string id, string version, IEnumerable<(string Id, string Version)> dependencies)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var problems = new List<string>();
        Require(Text(root, "bomFormat") == "CycloneDX", "it is no CycloneDX document");
        Require(Text(root, "specVersion") == SpecVersion, $"its version is not {SpecVersion}");
        Require(Guid.TryParse(Text(root, "serialNumber")?.Replace("urn:uuid:", "", StringComparison.Ordinal), out _), "it has no serial number");
        Require(Text(root.GetProperty("metadata").GetProperty("component"), "purl") == Purl(id, version), "it is about another package");

        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Purl(id, version) };
        foreach (var component in Items(root, "components"))
        {
            var purl = Text(component, "purl") ?? "";
            Require(purl == Purl(Text(component, "name"), Text(component, "version")), $"a component's purl is '{purl}'");
            Require(known.Add(purl), $"{purl} stands in it twice");
            Require(IsOurs(purl) || HasHash(component), $"{purl} has no SHA-512");
            Require(IsOurs(purl) || component.TryGetProperty("licenses", out var licenses) && licenses.GetArrayLength() > 0, $"{purl} has no licence");
            Require(IsOurs(purl) || !purl.Contains("Analyzers@", StringComparison.OrdinalIgnoreCase), $"{purl} is used by the build only");
        }

        foreach (var dependency in dependencies)
            Require(known.Contains(Purl(dependency.Id, LowestOf(dependency.Version))), $"{dependency.Id} {dependency.Version} is missing");
        foreach (var node in Items(root, "dependencies"))
            foreach (var reference in References(node))
                Require(known.Contains(reference), $"the graph names {reference}, which is no component");
        return problems;

        void Require(bool condition, string problem)
        {
            if (!condition)
                problems.Add(problem);
        }
    }

    // A package that brings nothing along has none.
    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];

    private static string Purl(string? id, string? version) => $"pkg:nuget/{id}@{version}";

    private static bool IsOurs(string purl) => purl.StartsWith("pkg:nuget/JitAccess", StringComparison.Ordinal);

    private static bool HasHash(JsonElement component) =>
        component.TryGetProperty("hashes", out var hashes)
        && hashes.EnumerateArray().Any(h => Text(h, "alg") == "SHA-512" && Sha512().IsMatch(Text(h, "content") ?? ""));

    private static IEnumerable<string> References(JsonElement node)
    {
        yield return Text(node, "ref") ?? "";
        if (!node.TryGetProperty("dependsOn", out var dependsOn))
            yield break;
        foreach (var reference in dependsOn.EnumerateArray())
            yield return reference.GetString()!;
    }

    // A range such as [10.0.3, 12.0.0) was resolved to its lower end.
    private static string LowestOf(string version) => version.Trim('[', '(', ')', ']').Split(',')[0].Trim();

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex("^[0-9A-Fa-f]{128}$")]
    private static partial Regex Sha512();
}

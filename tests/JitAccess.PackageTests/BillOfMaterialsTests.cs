namespace JitAccess.PackageTests;

/// <summary>The check of a bill of materials finds what is wrong with one.</summary>
public class BillOfMaterialsTests
{
    private static readonly string Hash = new('A', 128);

    private static readonly string Good =
        $$"""
        {
          "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "version": 1,
          "metadata": { "component": { "type": "library", "name": "Mine", "version": "1.0.0", "purl": "pkg:nuget/Mine@1.0.0" } },
          "components": [ {
            "type": "library", "name": "Npgsql", "version": "10.0.3", "purl": "pkg:nuget/Npgsql@10.0.3",
            "hashes": [ { "alg": "SHA-512", "content": "{{Hash}}" } ], "licenses": [ { "license": { "id": "PostgreSQL" } } ] } ],
          "dependencies": [ { "ref": "pkg:nuget/Mine@1.0.0", "dependsOn": [ "pkg:nuget/Npgsql@10.0.3" ] }, { "ref": "pkg:nuget/Npgsql@10.0.3" } ]
        }
        """;

    [Fact]
    public void Problems_OfAGoodDocument_AreNone() => Problems(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("CycloneDX", "SPDX", "no CycloneDX")]
    [InlineData("\"1.6\"", "\"1.1\"", "version is not")]
    [InlineData("urn:uuid:3e671687", "urn:uuid:x", "serial number")]
    [InlineData("\"purl\": \"pkg:nuget/Mine@1.0.0\"", "\"purl\": \"pkg:nuget/Other@1.0.0\"", "another package")]
    [InlineData("\"purl\": \"pkg:nuget/Npgsql@10.0.3\"", "\"purl\": \"pkg:nuget/Npgsql@9.0.0\"", "is missing")]
    [InlineData("SHA-512", "MD5", "no SHA-512")]
    [InlineData("\"licenses\"", "\"other\"", "no licence")]
    [InlineData("[ \"pkg:nuget/Npgsql@10.0.3\" ]", "[ \"pkg:nuget/Nobody@1.0.0\" ]", "no component")]
    public void Problems_OfABrokenDocument_AreNamed(string part, string replacement, string problem) =>
        Problems(Good.Replace(part, replacement, StringComparison.Ordinal)).ShouldContain(p => p.Contains(problem, StringComparison.Ordinal));

    private static IReadOnlyList<string> Problems(string json) => BillOfMaterials.Problems(json, "Mine", "1.0.0", [("Npgsql", "[10.0.3, 12.0.0)")]);
}

using System.Text.Json;
using Json.Schema;

namespace JitAccess.Aws.Tests.Permissions;

/// <summary>The published schema takes what the reader takes, and refuses what a schema can see.</summary>
public sealed class PermissionMapSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromFile(Path.Combine(AppContext.BaseDirectory, "permission-map.schema.json"));

    public static TheoryData<string, string> Refused => [.. RefusedMaps.OfSchema.Select(r => (r.Before, r.After))];

    [Fact]
    public void Map_ThatIsValid_Passes() => IsValid(MapFile.Valid).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Refused))]
    public void Map_WithAMistake_DoesNot(string before, string after)
    {
        var at = MapFile.Valid.IndexOf(before, StringComparison.Ordinal);

        IsValid(MapFile.Valid[..at] + after + MapFile.Valid[(at + before.Length)..]).ShouldBeFalse();
    }

    private static bool IsValid(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Schema.Evaluate(document.RootElement).IsValid;
    }
}

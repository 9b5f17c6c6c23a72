using System.Text.Json;
using JitAccess.Aws;

namespace JitAccess.DocumentationTests;

/// <summary>A permission map that is printed is one that is read.</summary>
public class PermissionMapTests
{
    public static TheoryData<string> Maps => [.. MarkdownFile.All.SelectMany(f => f.CodeBlocks).Where(IsMap).Select(b => b.Text)];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Map_OfTheDocumentation_IsAccepted(string text)
    {
        var folder = Directory.CreateTempSubdirectory(); // nobody else can write to it
        try
        {
            var path = Path.Combine(folder.FullName, "permission-map.json");
            File.WriteAllText(path, text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var options = new RdsIamOptions { PermissionMap = path, StsRegion = "eu-west-1" };
            options.ThenAssumeRole(r => r.RoleArn = "arn:aws:iam::123456789012:role/orders-repair");

            Should.NotThrow(() => new RdsIamCredentialProvider(options));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsMap(CodeBlock block)
    {
        if (block.Language != "json")
            return false;
        using var json = JsonDocument.Parse(block.Text);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("functions", out _);
    }
}

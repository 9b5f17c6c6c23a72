using System.Text.Json;

namespace JitAccess.Vault.Tests;

/// <summary>A real answer of a Vault server.</summary>
internal static class Capture
{
    public static IEnumerable<string> Names => typeof(Capture).Assembly.GetManifestResourceNames()
        .Where(n => n.EndsWith(".json", StringComparison.Ordinal)).Select(n => n[..^".json".Length]).Order();

    public static VaultReply Of(string name)
    {
        using var stream = typeof(Capture).Assembly.GetManifestResourceStream(name + ".json") ?? throw new ArgumentException(name);
        using var json = JsonDocument.Parse(stream);
        var response = json.RootElement.GetProperty("response");
        var body = response.TryGetProperty("body", out var b) && b.ValueKind != JsonValueKind.Null
            ? b.ValueKind == JsonValueKind.String ? b.GetString()! : b.GetRawText()
            : "";
        return new VaultReply(response.GetProperty("status").GetInt32(), body)
        {
            Headers = response.GetProperty("headers").EnumerateObject()
                .Where(h => h.Name is not ("Content-Length" or "Date" or "Transfer-Encoding"))
                .ToDictionary(h => h.Name, h => h.Value.GetString()!),
        };
    }
}

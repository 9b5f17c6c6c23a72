using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitAccess.Testing.Tests;

/// <summary>One token that another SDK published, with everything that went into it.</summary>
public sealed record TokenVector(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("service")] string Service,
    [property: JsonPropertyName("access_key")] string AccessKey,
    [property: JsonPropertyName("secret_key")] string SecretKey,
    [property: JsonPropertyName("session_token")] string? SessionToken,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("region")] string Region,
    [property: JsonPropertyName("host")] string Host,
    [property: JsonPropertyName("port")] int? Port,
    [property: JsonPropertyName("user")] string? User,
    [property: JsonPropertyName("expected_token")] string PublishedToken,
    [property: JsonPropertyName("canonical_token")] string CanonicalToken)
{
    private const string Rds = "rds-db";

    private static readonly IReadOnlyDictionary<string, TokenVector> All = Load();

    public static TheoryData<string> RdsIds { get; } = [.. All.Values.Where(v => v.Service == Rds).Select(v => v.Id)];

    public static TheoryData<string> OtherIds { get; } = [.. All.Values.Where(v => v.Service != Rds).Select(v => v.Id)];

    public static TokenVector Get(string id) => All[id];

    public override string ToString() => Id;

    private static Dictionary<string, TokenVector> Load()
    {
        using var stream = typeof(TokenVector).Assembly.GetManifestResourceStream("rds-token-vectors.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty("vectors").Deserialize<TokenVector[]>()!.ToDictionary(v => v.Id);
    }
}

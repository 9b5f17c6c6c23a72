using System.Text.Json;
using System.Text.Json.Serialization;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Tests.Signing;

/// <summary>One published token of another SDK, with everything that went into it.</summary>
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
    [property: JsonPropertyName("action")] string? Action,
    [property: JsonPropertyName("expires")] int Expires,
    [property: JsonPropertyName("signature")] string Signature,
    [property: JsonPropertyName("canonical_token")] string CanonicalToken)
{
    public static IReadOnlyDictionary<string, TokenVector> All { get; } = Load();

    public static TheoryData<string> Ids { get; } = [.. All.Keys];

    public override string ToString() => Id;

    internal string Sign()
    {
        var isDsql = Service == "dsql";
        return new RdsTokenSigner().Sign(
            new AwsSigningCredentials(AccessKey, SecretKey, SessionToken, expiresAt: null),
            new AwsTokenRequest(
                isDsql ? AwsTokenService.Dsql : AwsTokenService.Rds,
                Host,
                Port ?? 5432,
                Region,
                User ?? (Action == "DbConnectAdmin" ? "admin" : "app"),
                Time,
                Expires));
    }

    private static Dictionary<string, TokenVector> Load()
    {
        using var stream = typeof(TokenVector).Assembly.GetManifestResourceStream("rds-token-vectors.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty("vectors").Deserialize<TokenVector[]>()!.ToDictionary(v => v.Id);
    }
}

using System.Text.Json.Serialization;

namespace JitAccess.Vault.Json;

/// <summary>The data of the few answers that are read here; each uses its own members.</summary>
internal sealed class VaultData
{
    [JsonPropertyName("username")]
    public string? UserName { get; init; }

    [JsonPropertyName("password")]
    public string? Password { get; init; }

    [JsonPropertyName("ttl")]
    [JsonConverter(typeof(LenientSecondsConverter))]
    public long Ttl { get; init; }

    [JsonPropertyName("creation_ttl")]
    [JsonConverter(typeof(LenientSecondsConverter))]
    public long CreationTtl { get; init; }

    [JsonPropertyName("explicit_max_ttl")]
    [JsonConverter(typeof(LenientSecondsConverter))]
    public long ExplicitMaxTtl { get; init; }

    [JsonPropertyName("renewable")]
    public bool? Renewable { get; init; }

    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("num_uses")]
    [JsonConverter(typeof(LenientSecondsConverter))]
    public long NumUses { get; init; }

    [JsonPropertyName("secret_id")]
    public string? SecretId { get; init; }

    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("creation_path")]
    public string? CreationPath { get; init; }
}

using System.Text.Json.Serialization;

namespace JitAccess.Vault.Json;

/// <summary>The answer to a login, and to the renewal of a token.</summary>
internal sealed class VaultAuth
{
    [JsonPropertyName("client_token")]
    public string? ClientToken { get; init; }

    [JsonPropertyName("lease_duration")]
    [JsonConverter(typeof(LenientSecondsConverter))]
    public long LeaseDuration { get; init; }

    [JsonPropertyName("renewable")]
    public bool? Renewable { get; init; }

    [JsonPropertyName("token_type")]
    public string? TokenType { get; init; }

    [JsonPropertyName("num_uses")]
    [JsonConverter(typeof(LenientSecondsConverter))]
    public long NumUses { get; init; }
}

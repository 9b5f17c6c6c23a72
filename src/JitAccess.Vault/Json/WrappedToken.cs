using System.Text.Json.Serialization;

namespace JitAccess.Vault.Json;

/// <summary>What an agent writes into its sink where it wraps the token.</summary>
internal sealed class WrappedToken
{
    [JsonPropertyName("token")]
    public string? Token { get; init; }
}

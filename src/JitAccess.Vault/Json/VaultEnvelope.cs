using System.Text.Json.Serialization;

namespace JitAccess.Vault.Json;

/// <summary>What surrounds every answer of Vault; members that are not used here are ignored.</summary>
internal sealed class VaultEnvelope
{
    [JsonPropertyName("lease_id")]
    public string? LeaseId { get; init; }

    [JsonPropertyName("lease_duration")]
    [JsonConverter(typeof(LenientSecondsConverter))]
    public long LeaseDuration { get; init; }

    [JsonPropertyName("renewable")]
    public bool? Renewable { get; init; }

    [JsonPropertyName("data")]
    public VaultData? Data { get; init; }

    [JsonPropertyName("auth")]
    public VaultAuth? Auth { get; init; }

    [JsonPropertyName("errors")]
    public IReadOnlyList<string?>? Errors { get; init; }
}

using System.Text.Json.Serialization;

namespace JitAccess.Vault.Json;

/// <summary>The body of the few requests that are sent; what is not set is not written.</summary>
internal sealed class VaultBody
{
    [JsonPropertyName("role")]
    public string? Role { get; init; }

    [JsonPropertyName("jwt")]
    public string? Jwt { get; init; }

    [JsonPropertyName("role_id")]
    public string? RoleId { get; init; }

    [JsonPropertyName("secret_id")]
    public string? SecretId { get; init; }

    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("lease_id")]
    public string? LeaseId { get; init; }

    /// <summary>Gets the seconds to renew for; an integer, for Vault refuses 1800.0.</summary>
    [JsonPropertyName("increment")]
    public long? Increment { get; init; }

    [JsonPropertyName("sync")]
    public bool? Sync { get; init; }

    [JsonPropertyName("iam_http_request_method")]
    public string? IamMethod { get; init; }

    [JsonPropertyName("iam_request_url")]
    public string? IamUrl { get; init; }

    [JsonPropertyName("iam_request_body")]
    public string? IamBody { get; init; }

    [JsonPropertyName("iam_request_headers")]
    public string? IamHeaders { get; init; }
}

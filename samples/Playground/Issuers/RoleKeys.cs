using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitAccess.Testing;

namespace Playground.Issuers;

/// <summary>What a container's endpoint answers with: the keys of its role.</summary>
internal sealed record RoleKeys(
    [property: JsonPropertyName("AccessKeyId")] string AccessKeyId,
    [property: JsonPropertyName("SecretAccessKey")] string SecretAccessKey,
    [property: JsonPropertyName("Token")] string? Token,
    [property: JsonPropertyName("Expiration")] string Expiration)
{
    public static byte[] Json(RdsIamKey key, DateTimeOffset expiresAt) => JsonSerializer.SerializeToUtf8Bytes(
        new RoleKeys(
            key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken(), expiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        RoleKeysJson.Default.RoleKeys);

    /// <summary>Holds no secret: it would be printed with the rest.</summary>
    public override string ToString() => AccessKeyId;
}

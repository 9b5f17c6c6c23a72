using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Vault.Auth;

/// <summary>Signs a POST by AWS Signature Version 4: the little of it that a login needs.</summary>
internal sealed class AwsRequestSigner(string service, string region)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Returns the headers of the signed request; every header that is given is signed.</summary>
    public IReadOnlyDictionary<string, string> Sign(
        Uri endpoint, string body, IEnumerable<KeyValuePair<string, string>> headers, VaultAwsCredentials keys, DateTimeOffset at)
    {
        var time = at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var all = new Dictionary<string, string>(headers) { ["Host"] = endpoint.Authority, ["X-Amz-Date"] = time };
        if (keys.RevealSessionToken() is { } session)
            all["X-Amz-Security-Token"] = session;

        var sorted = all.Select(h => (Name: h.Key.ToLowerInvariant(), Value: h.Value.Trim())).OrderBy(h => h.Name, StringComparer.Ordinal).ToArray();
        var names = string.Join(';', sorted.Select(h => h.Name));
        var canonical = string.Join(
            '\n', ["POST", endpoint.AbsolutePath, "", .. sorted.Select(h => $"{h.Name}:{h.Value}"), "", names, Hash(body)]);
        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var key = Encoding.UTF8.GetBytes("AWS4" + keys.RevealSecretAccessKey());
        foreach (var part in scope.Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Algorithm}\n{time}\n{scope}\n{Hash(canonical)}")));
        all["Authorization"] = $"{Algorithm} Credential={keys.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}";
        return all;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

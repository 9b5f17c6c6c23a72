using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Verifies signature and times of a JWT against public keys that are configured.</summary>
internal sealed class JwtVerifier(IEnumerable<string> publicKeys, TimeProvider time)
{
    /// <summary>What the server forgives between two clocks.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly List<string> _keys = [.. publicKeys];

    /// <summary>Returns the claims of a token that is signed by one of the keys.</summary>
    /// <exception cref="FormatException">It is no token, or nobody's here.</exception>
    public JsonObject Verify(string jwt)
    {
        var token = JwtToken.Parse(jwt);
        return _keys.Any(key => IsSignedBy(token, key))
            ? token.Claims
            : throw new FormatException("no known key successfully validated the token signature");
    }

    /// <summary>Returns what is wrong with the times of a token, if anything is.</summary>
    public JwtTimeFault JudgeTime(JsonObject claims)
    {
        var now = time.GetUtcNow();
        var (expires, notBefore, issued) = (Time(claims, "exp"), Time(claims, "nbf"), Time(claims, "iat"));
        if (expires is null && notBefore is null && issued is null)
            return JwtTimeFault.Missing;
        if (now - Skew >= expires)
            return JwtTimeFault.Expired;
        if (now + Skew < notBefore)
            return JwtTimeFault.NotYetValid;
        return now + Skew < issued ? JwtTimeFault.IssuedInFuture : JwtTimeFault.None;
    }

    /// <summary>The texts of a claim: one, or those of an array.</summary>
    public static IReadOnlyList<string> Values(JsonNode? claim) => claim switch
    {
        JsonArray items => [.. items.OfType<JsonValue>().Select(static i => i.GetValueKind() == JsonValueKind.String ? i.GetValue<string>() : i.ToJsonString())],
        JsonValue value => [value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()],
        _ => [],
    };

    private static DateTimeOffset? Time(JsonObject claims, string name) =>
        claims[name] is { } value && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) &&
        seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static bool IsSignedBy(JwtToken token, string pem)
    {
        switch (token.Algorithm)
        {
            case "RS256":
                using (var rsa = RSA.Create())
                    return TryImport(rsa, pem) && rsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            case "ES256":
                using (var ecdsa = ECDsa.Create())
                    return TryImport(ecdsa, pem) && ecdsa.KeySize == 256 && ecdsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256);
            default:
                return false; // "none" above all
        }
    }

    private static bool TryImport(AsymmetricAlgorithm algorithm, string pem)
    {
        try
        {
            algorithm.ImportFromPem(pem);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false; // a key of the other kind
        }
    }
}

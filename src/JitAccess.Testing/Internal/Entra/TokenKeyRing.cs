using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JitAccess.Testing.Internal.Entra;

/// <summary>The keys that sign tokens: one signs, those before it are published until they are retired.</summary>
internal sealed class TokenKeyRing : IDisposable
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly List<RsaSecurityKey> _keys = [NewKey()];
    private readonly Lock _gate = new();

    public void Rotate()
    {
        lock (_gate)
            _keys.Add(NewKey());
    }

    public void RetireOld()
    {
        lock (_gate)
            _keys.RemoveRange(0, _keys.Count - 1);
    }

    public string Sign(SecurityTokenDescriptor token)
    {
        lock (_gate)
        {
            token.SigningCredentials = new SigningCredentials(_keys[^1], SecurityAlgorithms.RsaSha256) { CryptoProviderFactory = new() { CacheSignatureProviders = false } };
            return Handler.CreateToken(token);
        }
    }

    public JsonObject ToJson()
    {
        lock (_gate)
            return new JsonObject { ["keys"] = new JsonArray([.. _keys.Select(Public)]) };
    }

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Rsa.Dispose();
    }

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(20)) };

    private static JsonObject Public(RsaSecurityKey key)
    {
        var parameters = key.Rsa.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = key.KeyId,
            ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
            ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }
}

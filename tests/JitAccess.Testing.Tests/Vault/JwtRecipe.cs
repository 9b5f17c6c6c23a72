using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>Signs JWTs, right ones and wrong ones.</summary>
internal sealed class JwtRecipe : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public IEnumerable<string> PublicKeys => [_rsa.ExportSubjectPublicKeyInfoPem(), _ecdsa.ExportSubjectPublicKeyInfoPem()];

    public string Sign(JsonObject claims, string algorithm = "RS256", bool isTampered = false)
    {
        var signed = $"{Part(new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" })}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(isTampered ? signed + "x" : signed);
        var signature = algorithm switch
        {
            "RS256" => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "ES256" => _ecdsa.SignData(bytes, HashAlgorithmName.SHA256),
            _ => [],
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _ecdsa.Dispose();
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}

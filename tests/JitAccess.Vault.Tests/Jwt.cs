using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Vault.Tests;

/// <summary>Makes what looks like a signed JWT.</summary>
internal static class Jwt
{
    public static string For(string audienceJson) =>
        $"{Encode("""{"alg":"RS256"}""")}.{Encode($$"""{"iss":"https://issuer.example.com","aud":{{audienceJson}},"sub":"app"}""")}."
        + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64));

    public static string WithoutAudience => $"{Encode("{}")}.{Encode("""{"sub":"app"}""")}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64))}";

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using JitAccess.Vault.Json;

namespace JitAccess.Vault.Auth;

/// <summary>Reads for whom a JWT is, before anybody gets it.</summary>
internal static class JwtAudience
{
    /// <exception cref="JitProviderException">It is no JWT, or for somebody else.</exception>
    public static void Require(string jwt, string audience, string login)
    {
        var audiences = Read(jwt) ?? throw new JitProviderException(
            JitProviderErrorKind.Misconfigured,
            $"What the login ({login}) would send is no JWT. Nothing was sent; check Auth:TokenFile, or what Auth.UseJwt() returns.");
        if (!audiences.Contains(audience, StringComparer.Ordinal))
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"The JWT of the login ({login}) is for {(audiences.Count == 0 ? "nobody in particular" : string.Join(", ", audiences.Select(a => $"'{a}'")))} "
                + $"and not for '{audience}'. Nothing was sent; have its issuer make one for that audience, or correct Auth:Audience.");
    }

    private static IReadOnlyList<string>? Read(string jwt)
    {
        if (jwt.Split('.') is not [_, var payload, _])
            return null;
        try
        {
            var claims = JsonSerializer.Deserialize(Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(payload)), VaultJson.Default.JwtPayload);
            return claims?.Audience.ValueKind switch
            {
                JsonValueKind.String => [claims.Audience.GetString()!],
                JsonValueKind.Array => [.. claims.Audience.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)],
                JsonValueKind.Undefined => [],
                _ => null,
            };
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}

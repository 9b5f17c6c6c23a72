using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>Pages that wait for a user, and codes that wait for their client.</summary>
internal sealed class AuthorizationStore(TimeProvider time, IdentityCenterSettings settings)
{
    private readonly ConcurrentDictionary<string, AuthorizationRequest> _pages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AuthorizationCode> _codes = new(StringComparer.Ordinal);

    /// <summary>Keeps a request until its user decides; returns what proves that the page was ours.</summary>
    public string Ask(AuthorizationRequest request)
    {
        var ticket = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _pages[ticket] = request;
        return ticket;
    }

    public AuthorizationRequest? TakePage(string ticket) => _pages.TryRemove(ticket, out var request) && time.GetUtcNow() < request.ExpiresAt ? request : null;

    public string Issue(AuthorizationRequest request, string userName)
    {
        var code = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _codes[SecretHash.Of(code)] = new AuthorizationCode(request, userName, time.GetUtcNow() + settings.CodeLifetime);
        return code;
    }

    /// <summary>Takes a code; whoever comes second, or fails, has used it up.</summary>
    /// <exception cref="OAuthRefusalException">It is invalid, expired, used, another client's, or the verifier or redirect is another.</exception>
    public AuthorizationCode Take(string code, string verifier, string redirectUri, RegisteredClient client)
    {
        if (!_codes.TryRemove(SecretHash.Of(code), out var found) || found.Request.Client.Id != client.Id || time.GetUtcNow() >= found.ExpiresAt)
            throw OAuthRefusalException.InvalidGrant("The authorization code is invalid, expired or used.");
        if (found.Request.RedirectUri.OriginalString != redirectUri)
            throw OAuthRefusalException.InvalidGrant("The redirect URI is not that of the authorization request.");
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return verifier.Length is >= 43 and <= 128 &&
            CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(found.Request.Challenge))
            ? found
            : throw OAuthRefusalException.InvalidGrant("The code verifier does not fit the code challenge.");
    }
}

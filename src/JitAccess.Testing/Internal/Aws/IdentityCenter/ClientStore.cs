using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>The clients that registered themselves.</summary>
internal sealed class ClientStore(TimeProvider time, IdentityCenterSettings settings, InstanceNames instance)
{
    private static readonly string[] KnownGrants = [OidcGrants.AuthorizationCode, OidcGrants.RefreshToken, OidcGrants.DeviceCode];

    private readonly ConcurrentDictionary<string, RegisteredClient> _clients = new(StringComparer.Ordinal);

    public JsonObject Register(JsonObject body)
    {
        _ = body.Required("clientName");
        if (body.Required("clientType") != "public")
            throw new OAuthRefusalException("invalid_client_metadata", "InvalidClientMetadataException", "The only client type is public.");
        var grants = body.Texts("grantTypes");
        if (grants.Any(g => !KnownGrants.Contains(g)))
            throw new OAuthRefusalException("unsupported_grant_type", "UnsupportedGrantTypeException", "A grant type is unknown.");
        var scopes = body.Texts("scopes");
        if (scopes.Any(static s => s != OidcGrants.AccountAccess))
            throw OAuthRefusalException.InvalidScope();
        var redirects = body.Texts("redirectUris").Select(Redirect).ToList();
        if (grants.Contains(OidcGrants.AuthorizationCode))
        {
            if (redirects.Count == 0)
                throw OAuthRefusalException.InvalidRequest("redirectUris are missing: authorization_code needs one.");
            if (!instance.Contains(body.Required("issuerUrl")))
                throw OAuthRefusalException.InvalidRequest("issuerUrl is not that of this instance.");
        }

        var now = time.GetUtcNow();
        var secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var client = new RegisteredClient(RandomNumberGenerator.GetHexString(32, lowercase: true), SecretHash.Of(secret), now + settings.ClientLifetime)
        {
            Scopes = scopes,
            GrantTypes = grants,
            RedirectUris = redirects,
        };
        _clients[client.Id] = client;
        return new JsonObject
        {
            ["clientId"] = client.Id,
            ["clientIdIssuedAt"] = now.ToUnixTimeSeconds(),
            ["clientSecret"] = secret,
            ["clientSecretExpiresAt"] = client.ExpiresAt.ToUnixTimeSeconds(),
        };
    }

    /// <summary>Returns a client whose registration is valid; the page of a browser knows no secret.</summary>
    public RegisteredClient? Find(string clientId) => _clients.TryGetValue(clientId, out var client) && time.GetUtcNow() < client.ExpiresAt ? client : null;

    /// <summary>Returns the client that a request is from.</summary>
    /// <exception cref="OAuthRefusalException">It is unknown, or does not know its secret.</exception>
    public RegisteredClient Authenticate(JsonObject body) =>
        Find(body.Required("clientId")) is { } client && SecretHash.Fits(body.Required("clientSecret"), client.SecretHash)
            ? client
            : throw OAuthRefusalException.InvalidClient();

    private static Uri Redirect(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri.Host is "127.0.0.1" or "[::1]" && uri.UserInfo.Length == 0
            ? uri
            : throw new OAuthRefusalException("invalid_redirect_uri", "InvalidRedirectUriException", "A redirect URI is not http on a loopback address.");
}

using System.Text.Json.Nodes;
using JitAccess.Testing.Internal.Http;
using JitAccess.Testing.Internal.Oidc;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary><c>CreateTokenWithIAM</c>: the token of a trusted issuer becomes one of Identity Center, for a caller who signs.</summary>
internal sealed class IamTokenGrants(IdentityCenterState state)
{
    private readonly RequestAuthenticator _authenticator = state.Aws.Authenticator("sso-oauth");

    public async Task<JsonObject> ExecuteAsync(EmulatorCall call)
    {
        var caller = Caller(call);
        var body = AwsJson.Body(call);
        var clientId = body.Required("clientId");
        if (state.Application(clientId) is not { } application)
            throw new OAuthRefusalException("invalid_client", "InvalidClientException", "The application is unknown.", 401);
        if (caller.IsDenied || !(application.Principals.Contains(caller.Arn) || application.Principals.Contains(caller.Principal.Text)))
            throw new OAuthRefusalException("access_denied", "AccessDeniedException", $"{caller.Arn} may not use the application.");
        var scopes = Scopes(body, application);
        return body.Required("grantType") switch
        {
            OidcGrants.JwtBearer => await ByAssertionAsync(body.Required("assertion"), application, clientId, scopes, call.Aborted).ConfigureAwait(false),
            OidcGrants.RefreshToken => Answer(state.Refresh(body.Required("refreshToken"), clientId)),
            _ => throw new OAuthRefusalException("unsupported_grant_type", "UnsupportedGrantTypeException", "This emulator exchanges assertions and refresh tokens only."),
        };
    }

    private static IReadOnlyList<string> Scopes(JsonObject body, AwsEmulatorApplication application)
    {
        var asked = body.Texts("scope");
        return asked.All(application.Scopes.Contains) ? (asked.Count == 0 ? [.. application.Scopes] : asked) : throw OAuthRefusalException.InvalidScope();
    }

    private async Task<JsonObject> ByAssertionAsync(
        string assertion, AwsEmulatorApplication application, string clientId, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        try
        {
            var issuer = IdentityTokenVerifier.Read(assertion).Issuer;
            var trusted = application.TokenIssuers.FirstOrDefault(t => t.Issuer.OriginalString == issuer)
                ?? throw OAuthRefusalException.InvalidGrant("The issuer of the assertion is not trusted by the application.");
            var token = await state.Verifier(trusted).VerifyAsync(assertion, cancellationToken).ConfigureAwait(false);
            if (!token.Audiences.Contains(trusted.Audience))
                throw OAuthRefusalException.InvalidGrant("The audience of the assertion is not authorized.");
            if (token.Claim(trusted.UserNameClaim) is not { } user || !state.Directory.IsEnabled(user))
                throw OAuthRefusalException.InvalidGrant("The assertion names no user who is enabled.");
            if (!state.UsesFirst(token.Claim("jti") is { } id ? $"{issuer} {id}" : SecretHash.Of(assertion)))
                throw OAuthRefusalException.InvalidGrant("The assertion has been used.");
            return Answer(state.Sessions.Start(user, clientId, scopes));
        }
        catch (IdentityTokenException e)
        {
            throw OAuthRefusalException.InvalidGrant(e.Fault switch
            {
                IdentityTokenFault.Expired => "The assertion has expired.",
                IdentityTokenFault.NotYetValid => "The assertion is not valid yet.",
                IdentityTokenFault.MissingClaim => $"The assertion has no claim {e.Message}.",
                IdentityTokenFault.KeysUnavailable => "The keys of the assertion's issuer could not be fetched.",
                _ => "The assertion is no token that is signed by a trusted issuer.",
            });
        }
    }

    private JsonObject Answer(SignInSession session)
    {
        var (token, lifetime) = state.Sessions.IssueAccessToken(session, mayRefresh: true);
        return new JsonObject
        {
            ["accessToken"] = token,
            ["tokenType"] = "Bearer",
            ["expiresIn"] = (int)lifetime.TotalSeconds,
            ["refreshToken"] = state.Sessions.IssueRefreshToken(session),
            ["issuedTokenType"] = "urn:ietf:params:oauth:token-type:access_token",
            ["scope"] = new JsonArray([.. session.Scopes.Select(static s => JsonValue.Create(s))]),
        };
    }

    private AwsSession Caller(EmulatorCall call)
    {
        try
        {
            return state.Aws.Session(_authenticator.Authenticate(call.Signed()))!;
        }
        catch (AwsRefusalException e)
        {
            // The same refusals as of STS, by the names of this protocol.
            throw new AwsRefusalException(e.Status, e.Code switch
            {
                "InvalidClientTokenId" => "UnrecognizedClientException",
                "SignatureDoesNotMatch" => "InvalidSignatureException",
                "IncompleteSignature" => "IncompleteSignatureException",
                "MissingAuthenticationToken" => "MissingAuthenticationTokenException",
                _ => "ExpiredTokenException",
            }, e.Message);
        }
    }
}

using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary><c>CreateToken</c>.</summary>
internal sealed class TokenGrants(IdentityCenterState state)
{
    public JsonObject Execute(JsonObject body)
    {
        var client = state.Clients.Authenticate(body);
        var grant = body.Required("grantType");
        if (grant is not (OidcGrants.AuthorizationCode or OidcGrants.DeviceCode or OidcGrants.RefreshToken))
            throw new OAuthRefusalException("unsupported_grant_type", "UnsupportedGrantTypeException", "The grant type is unknown.");
        if (!client.MayUse(grant))
            throw OAuthRefusalException.UnauthorizedClient();
        return grant switch
        {
            OidcGrants.AuthorizationCode => ByCode(body, client),
            OidcGrants.DeviceCode => ByDevice(body, client),
            _ => Issue(state.Refresh(body.Required("refreshToken"), client.Id), client),
        };
    }

    private JsonObject ByCode(JsonObject body, RegisteredClient client)
    {
        var code = state.Authorizations.Take(body.Required("code"), body.Required("codeVerifier"), body.Required("redirectUri"), client);
        return Issue(SignIn(code.UserName, client, code.Request.Scopes), client);
    }

    private JsonObject ByDevice(JsonObject body, RegisteredClient client)
    {
        var user = state.Devices.Poll(body.Required("deviceCode"), client);

        // A client that names no scope is of the kind that needs none to reach accounts.
        return Issue(SignIn(user, client, client.Scopes.Count == 0 ? [OidcGrants.AccountAccess] : client.Scopes), client);
    }

    private SignInSession SignIn(string userName, RegisteredClient client, IReadOnlyList<string> scopes) =>
        state.Directory.IsEnabled(userName)
            ? state.Sessions.Start(userName, client.Id, scopes)
            : throw OAuthRefusalException.InvalidGrant("The user is disabled.");

    private JsonObject Issue(SignInSession session, RegisteredClient client)
    {
        var (token, lifetime) = state.Sessions.IssueAccessToken(session, client.MayRefresh);
        var answer = new JsonObject { ["accessToken"] = token, ["tokenType"] = "Bearer", ["expiresIn"] = (int)lifetime.TotalSeconds };
        if (client.MayRefresh)
            answer["refreshToken"] = state.Sessions.IssueRefreshToken(session);
        return answer;
    }
}

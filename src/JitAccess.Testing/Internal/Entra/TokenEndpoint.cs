using System.Text.Json.Nodes;
using JitAccess.Testing.Internal.Http;
using JitAccess.Testing.Internal.Oidc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace JitAccess.Testing.Internal.Entra;

/// <summary>The token endpoint, as far as applications with federated credentials need it.</summary>
internal sealed class TokenEndpoint(EntraState state)
{
    private const string DefaultScope = "/.default";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public async Task<JsonObject> ExecuteAsync(EmulatorCall call)
    {
        var form = QueryHelpers.ParseQuery(call.Text);
        if (form.Values.Any(static v => v.Count != 1))
            throw new EntraRefusalException("invalid_request", 90014, "A parameter was sent twice.");
        if (Text(form, "grant_type") != "client_credentials")
            throw new EntraRefusalException("unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
        if (!Guid.TryParse(Text(form, "client_id"), out var clientId) || state.Application(clientId) is not { } application)
            throw new EntraRefusalException("unauthorized_client", 700016,
                $"Application with identifier '{(clientId == Guid.Empty ? "(none)" : clientId)}' was not found in the directory '{state.TenantId}'.");
        await AuthenticateAsync(form, application, call.Aborted).ConfigureAwait(false);
        var scope = Text(form, "scope") ?? "";
        if (!scope.EndsWith(DefaultScope, StringComparison.Ordinal))
            throw new EntraRefusalException("invalid_scope", 1002012,
                "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource " +
                "identifier (application ID URI).");
        var resource = scope[..^DefaultScope.Length];
        if (!application.Resources.Contains(resource))
            throw new EntraRefusalException("invalid_resource", 500011,
                "The resource principal named in the scope was not found in the tenant, or the application may not ask for it.");

        var token = new EntraEmulatorToken { Audience = resource, Subject = application.ObjectId.ToString(), Lifetime = application.TokenLifetime };
        token.Claims["azp"] = clientId.ToString();
        token.Claims["idtyp"] = "app";
        var seconds = (int)application.TokenLifetime.TotalSeconds;
        return new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = state.CreateToken(token),
        };
    }

    private static string? Text(Dictionary<string, StringValues> form, string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;

    private static EntraRefusalException Refused(int code, string message) => new("invalid_client", code, message, 401);

    private async Task AuthenticateAsync(Dictionary<string, StringValues> form, EntraEmulatorApplication application, CancellationToken cancellationToken)
    {
        if (Text(form, "client_secret") is not null)
            throw Refused(7000215, "Invalid client secret provided.");
        if (Text(form, "client_assertion") is not { Length: > 0 } assertion || Text(form, "client_assertion_type") != AssertionType)
            throw Refused(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
        try
        {
            var issuer = IdentityTokenVerifier.Read(assertion).Issuer;
            var credential = application.FederatedCredentials.FirstOrDefault(c => c.Issuer.OriginalString == issuer)
                ?? throw Refused(700211, $"No matching federated identity record found for presented assertion issuer '{issuer}'.");
            var token = await state.Verifier(credential).VerifyAsync(assertion, cancellationToken).ConfigureAwait(false);
            var known = application.FederatedCredentials.Where(c => c.Issuer.OriginalString == issuer).ToList();
            if (!known.Exists(c => token.Audiences.Contains(c.Audience)))
                throw Refused(700212, "No matching federated identity record found for presented assertion audience.");
            if (!known.Exists(c => token.Audiences.Contains(c.Audience) && c.Subject == token.Subject))
                throw Refused(700213, $"No matching federated identity record found for presented assertion subject '{token.Subject}'.");
        }
        catch (IdentityTokenException e)
        {
            throw e.Fault switch
            {
                IdentityTokenFault.Malformed or IdentityTokenFault.MissingClaim => Refused(50027, "JWT token is invalid or malformed."),
                IdentityTokenFault.Expired or IdentityTokenFault.NotYetValid => Refused(700024, "Client assertion is not within its valid time range."),
                IdentityTokenFault.KeysUnavailable => Refused(50166, "Request to External OIDC endpoint failed."),
                _ => Refused(700027, "Client assertion failed signature validation."),
            };
        }
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Entra;

/// <summary>What a tenant answers: discovery, keys, tokens.</summary>
internal sealed class EntraService(EntraState state) : EmulatorService
{
    public const string MetadataPath = "federationmetadata/2007-06/federationmetadata.xml";

    private const char ByteOrderMark = '\uFEFF';

    private readonly TokenEndpoint _tokens = new(state);

    public override string Name => "Entra";

    public override string OperationOf(EmulatorCall call) => (call.Method, Within(call)) switch
    {
        ("GET", "v2.0/.well-known/openid-configuration") => "Discovery",
        ("GET", "discovery/v2.0/keys") => "Keys",
        ("POST", "oauth2/v2.0/token") => "Token",
        ("GET", MetadataPath) => "FederationMetadata",
        _ => "Unknown",
    };

    public override async Task<EmulatorReply> ExecuteAsync(EmulatorCall call)
    {
        try
        {
            return OperationOf(call) switch
            {
                "Discovery" => Json(200, Discovery()),
                "Keys" => Json(200, state.Keys.ToJson()),
                "Token" => Json(200, await _tokens.ExecuteAsync(call).ConfigureAwait(false)),
                "FederationMetadata" => Metadata(call),
                _ => Refusal(new EntraRefusalException("invalid_tenant", 90002, "The tenant or the path was not found.", 404)),
            };
        }
        catch (EntraRefusalException e)
        {
            return Refusal(e);
        }
    }

    public override EmulatorReply Throttled()
    {
        var reply = Refusal(new EntraRefusalException("temporarily_unavailable", 90055, "The server is temporarily too busy to handle the request.", 429));
        reply.Headers["Retry-After"] = "1";
        return reply;
    }

    public override EmulatorReply Failed(int status) => Refusal(new EntraRefusalException("server_error", 90033, "A transient error has occurred. Please try again.", status));

    private static EmulatorReply Json(int status, JsonObject body, string? error = null) => new(status, "application/json; charset=utf-8", body.ToJsonString(), error);

    // A path of another tenant is nobody's here.
    private string Within(EmulatorCall call) =>
        call.Path.StartsWith($"/{state.TenantId}/", StringComparison.OrdinalIgnoreCase) ? call.Path[(state.TenantId.ToString().Length + 2)..] : "";

    // It begins with a byte order mark, as Entra's does.
    private EmulatorReply Metadata(EmulatorCall call)
    {
        var text = call.Query["appid"].ToString();
        Guid? id = text.Length == 0 ? null : Guid.TryParse(text, out var given) ? given : Guid.Empty;
        return id != Guid.Empty && state.SamlApplication(id) is { } application
            ? new EmulatorReply(200, "application/samlmetadata+xml", ByteOrderMark + application.Metadata())
            : Refusal(new EntraRefusalException(
                "unauthorized_client", 700016, $"The application was not found in the directory '{state.TenantId}'."));
    }

    private JsonObject Discovery() => new()
    {
        ["issuer"] = state.Issuer,
        ["authorization_endpoint"] = state.Tenant + "oauth2/v2.0/authorize",
        ["token_endpoint"] = state.Tenant + "oauth2/v2.0/token",
        ["jwks_uri"] = state.Tenant + "discovery/v2.0/keys",
        ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
        ["response_types_supported"] = new JsonArray("code", "id_token"),
        ["subject_types_supported"] = new JsonArray("pairwise"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    };

    private EmulatorReply Refusal(EntraRefusalException e)
    {
        var (trace, correlation) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var at = state.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Json(e.Status, new JsonObject
        {
            ["error"] = e.Error,
            ["error_description"] = $"AADSTS{e.Code}: {e.Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {at}",
            ["error_codes"] = new JsonArray(e.Code),
            ["timestamp"] = at,
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
        }, $"AADSTS{e.Code}");
    }
}

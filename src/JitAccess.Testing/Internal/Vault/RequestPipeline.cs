using System.Text.Json;
using System.Text.Json.Nodes;
using JitAccess.Testing.Internal.Http;
using Microsoft.AspNetCore.Http;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Takes a request apart in the order of the real server: seal, standby, quota, body, token, policies, mount, wrapping.</summary>
internal sealed class RequestPipeline(VaultState state)
{
    private const string Prefix = "/v1/";

    private readonly ServerStatus _status = new(state);
    private readonly Authorizer _authorizer = new(state);

    public RequestLog<VaultEmulatorRequest> Log { get; } = new();

    public async Task HandleAsync(HttpContext http, Uri address)
    {
        var faults = state.Faults;
        var request = new VaultEmulatorRequest(http.Request.Method, ToldPath.Of(http.Request, state.Options.HasNamespaces), 0, state.Now);
        await faults.WaitAsync(faults.RequestDelay).ConfigureAwait(false);
        var reply = await AnswerAsync(http, address).ConfigureAwait(false);
        request = request with { Status = reply.Status };
        Log.Add(request);
        Internal.Log.VaultAnswered(state.Logger, request.Method, request.Path, reply.Status);
        if (faults.TakesAnswer(request))
        {
            http.Abort(); // it has been executed, and nobody learns of it
            return;
        }

        await faults.WaitAsync(faults.AnswerDelay).ConfigureAwait(false);
        await ReplyWriter.WriteAsync(http, reply).ConfigureAwait(false);
    }

    private async Task<VaultReply> AnswerAsync(HttpContext http, Uri address)
    {
        try
        {
            return await DispatchAsync(http, address).ConfigureAwait(false);
        }
        catch (VaultRefusalException e)
        {
            return VaultReply.Of(e);
        }
        catch (BadHttpRequestException e)
        {
            return VaultReply.Failed(e.StatusCode, e.StatusCode == 413 ? "http: request body too large" : "error parsing JSON");
        }
#pragma warning disable CA1031 // as the server: what it did not expect is told to its log, not to the client
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Internal.Log.VaultRequestFailed(state.Logger, e.GetType().Name);
            return VaultReply.Failed(500, VaultRefusalException.List("internal error"));
        }
    }

    private async Task<VaultReply> DispatchAsync(HttpContext http, Uri address)
    {
        var faults = state.Faults;
        if (faults.RefusesWith is { } status)
            return status is 502 or 503 or 504
                ? new VaultReply(status) { Text = "<html><body><h1>The upstream server is not available</h1></body></html>" }
                : VaultReply.Failed(status, "internal error");
        if (state.Options.RequiresRequestHeader && http.Request.Headers["X-Vault-Request"] != "true")
            return VaultReply.Failed(412, "missing 'X-Vault-Request' header");
        if (http.Request.Path == "/agent/v1/cache-clear" && state.Agent is { } cleared)
            return cleared.Cache.Clear(await BodyAsync(http).ConfigureAwait(false));
        if (http.Request.Path.Value is not { } raw || !raw.StartsWith(Prefix, StringComparison.Ordinal))
            return VaultReply.Failed(404);

        var path = raw[Prefix.Length..];
        if (_status.TryAnswer(path, http.Request.Query, address) is { } told)
            return told;
        if (faults.IsSealed)
            return VaultReply.Failed(503, "Vault is sealed");
        if (faults.Standby == VaultEmulatorStandby.Redirecting ||
            (faults.Standby == VaultEmulatorStandby.Forwarding && http.Request.Headers.ContainsKey("X-Vault-No-Request-Forwarding")))
            return new VaultReply(307) { Headers = { ["Location"] = new Uri(faults.LeaderAddress ?? address, raw + http.Request.QueryString).AbsoluteUri } };

        IReadOnlyDictionary<string, string> headers = new Dictionary<string, string>();
        var reply = faults.Quota?.Take(path, out headers) ?? await RouteAsync(http, path).ConfigureAwait(false);
        foreach (var (name, value) in headers)
            reply.Headers[name] = value;
        return reply;
    }

    private async Task<VaultReply> RouteAsync(HttpContext http, string path)
    {
        try
        {
            var body = await BodyAsync(http).ConfigureAwait(false);
            var owner = state.Resolve(http.Request.Headers["X-Vault-Namespace"].ToString(), path, out var rest)
                ?? throw new VaultRefusalException(404, "namespace not found");
            var call = new VaultCall { Operation = OperationOf(http.Request), Namespace = owner, Path = rest, Body = body, ClientToken = TokenOf(http.Request) };
            return state.Agent is { } agent
                ? await agent.Cache.AnswerAsync(call, () => ExecuteAsync(http, call), state.Now).ConfigureAwait(false)
                : await ExecuteAsync(http, call).ConfigureAwait(false);
        }
        catch (VaultRefusalException e)
        {
            return VaultReply.Of(e); // here already, so that it carries the headers of a quota
        }
    }

    private async Task<VaultReply> ExecuteAsync(HttpContext http, VaultCall call) => Wrap(http, call, await _authorizer.ExecuteAsync(call).ConfigureAwait(false));

    private VaultReply Wrap(HttpContext http, VaultCall call, VaultReply reply)
    {
        if (http.Request.Headers["X-Vault-Wrap-TTL"].ToString() is not { Length: > 0 } text || reply.Status != 200 || reply.Body is null ||
            call.Path.StartsWith("sys/wrapping/", StringComparison.Ordinal))
            return reply;
        return GoDuration.TryParse(text, out var ttl) && ttl > TimeSpan.Zero
            ? state.Wrappings.Wrap(reply, ttl, call.Namespace.Path + call.Path)
            : throw new VaultRefusalException(400, "requested wrap ttl is invalid");
    }

    private static VaultEmulatorCapabilities OperationOf(HttpRequest request) => request.Method switch
    {
        "GET" when request.Query["list"] == "true" => VaultEmulatorCapabilities.List,
        "GET" or "HEAD" => VaultEmulatorCapabilities.Read,
        "LIST" => VaultEmulatorCapabilities.List,
        "POST" or "PUT" => VaultEmulatorCapabilities.Update,
        "DELETE" => VaultEmulatorCapabilities.Delete,
        _ => throw new VaultRefusalException(405),
    };

    private string TokenOf(HttpRequest request)
    {
        const string Bearer = "Bearer ";
        if (request.Headers["X-Vault-Token"].ToString() is { Length: > 0 } token)
            return token;
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.Ordinal) ? authorization[Bearer.Length..] : state.Agent?.RevealToken() ?? "";
    }

    private static async Task<JsonObject> BodyAsync(HttpContext http)
    {
        if (http.Request.Method is not ("POST" or "PUT"))
            return [];
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted).ConfigureAwait(false);
        if (buffer.Length == 0)
            return [];
        try
        {
            return JsonNode.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) switch
            {
                JsonObject body => body,
                null => [],
                _ => throw new VaultRefusalException(400, "error parsing JSON"),
            };
        }
        catch (JsonException)
        {
            throw new VaultRefusalException(400, "error parsing JSON");
        }
    }
}

using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary><c>sys</c>: leases, wrapped answers and capabilities. What needs no token at all is answered by <see cref="ServerStatus"/>.</summary>
internal sealed class SystemMount(VaultState state) : Mount("sys/")
{
    private readonly LeaseEndpoints _leases = new(state);

    public override bool IsOpen(string rest) => rest is "wrapping/lookup" or "wrapping/unwrap";

    public override bool NeedsSudo(VaultCall call, string rest) => LeaseEndpoints.NeedsSudo(rest, call.Operation);

    public override Task<VaultReply> HandleAsync(VaultCall call, string rest)
    {
        switch (rest)
        {
            case "wrapping/lookup":
                return Task.FromResult(state.Wrappings.Lookup(call.Body.Text("token") ?? call.ClientToken));
            case "wrapping/unwrap":
                Require(call, VaultEmulatorCapabilities.Update);
                return Task.FromResult(Unwrap(call));
            case "capabilities-self":
                Require(call, VaultEmulatorCapabilities.Update);
                return Task.FromResult(Capabilities(call));
            default:
                return rest.StartsWith("leases/", StringComparison.Ordinal) ? _leases.HandleAsync(call, rest["leases/".Length..]) : throw Unsupported();
        }
    }

    // Either the wrapping token is the bearer's own, or the bearer is somebody and names it in the body.
    private VaultReply Unwrap(VaultCall call)
    {
        if (call.Body.Text("token") is not { Length: > 0 } named)
            return call.ClientToken.Length > 0 ? state.Wrappings.Unwrap(call.ClientToken) : throw new VaultRefusalException(400, "missing client token");
        if (call.ClientToken.Length > 0 && call.Token is null)
            throw VaultRefusalException.PermissionDenied();
        return state.Wrappings.Unwrap(named);
    }

    private static VaultReply Capabilities(VaultCall call)
    {
        var token = call.RequiredToken;
        var paths = call.Body.List("paths") is { Count: > 0 } several ? several : call.Body.List("path");
        if (paths.Count == 0)
            throw new VaultRefusalException(400, "paths must be supplied");
        var prefix = call.Namespace.Path[token.Namespace.Path.Length..];
        var data = new JsonObject();
        foreach (var path in paths.Distinct())
            data[path] = Json.Texts(token.IsRoot ? ["root"] : PolicyRules.Names(PolicyRules.Of(token, prefix + path)));

        // As the server answers: once more beside the envelope, for old clients.
        var reply = VaultReply.Envelope(data);
        foreach (var (path, names) in data)
            reply.Body![path] = names!.DeepClone();
        return reply;
    }
}

using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary><c>sys/leases</c>.</summary>
internal sealed class LeaseEndpoints(VaultState state)
{
    public static bool NeedsSudo(string rest, VaultEmulatorCapabilities operation) =>
        rest.StartsWith("leases/revoke-prefix/", StringComparison.Ordinal) || rest.StartsWith("leases/revoke-force/", StringComparison.Ordinal) ||
        (rest.StartsWith("leases/lookup/", StringComparison.Ordinal) && operation == VaultEmulatorCapabilities.List);

    public async Task<VaultReply> HandleAsync(VaultCall call, string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (verb, argument) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        if (verb == "lookup" && call.Operation == VaultEmulatorCapabilities.List)
            return List(call, argument);
        if (call.Operation != VaultEmulatorCapabilities.Update)
            throw VaultRefusalException.Listed(405, "unsupported operation");
        switch (verb)
        {
            case "renew":
                return await RenewAsync(call, Id(call, argument)).ConfigureAwait(false);
            case "revoke":
                return await RevokeAsync(call, Id(call, argument)).ConfigureAwait(false);
            case "lookup":
                return Lookup(call, Id(call, argument));
            case "revoke-prefix" or "revoke-force":
                await RevokeAllAsync(call, argument, force: verb == "revoke-force").ConfigureAwait(false);
                return VaultReply.NoContent();
            default:
                throw VaultRefusalException.Listed(404, "unsupported path");
        }
    }

    private static string Id(VaultCall call, string argument) => (argument.Length > 0 ? argument : call.Body.Text("lease_id")) is { Length: > 0 } id
        ? id
        : throw new VaultRefusalException(400, "lease_id must be specified");

    private async Task<VaultReply> RenewAsync(VaultCall call, string id)
    {
        var (ttl, warnings) = await state.Leases.RenewAsync(call.Namespace, id, call.Body.Span("increment") ?? TimeSpan.Zero).ConfigureAwait(false);
        return VaultReply.Envelope(null, id, renewable: true, (long)ttl.TotalSeconds, warnings);
    }

    // Documented as asynchronous by default, and synchronous by default in fact.
    private async Task<VaultReply> RevokeAsync(VaultCall call, string id)
    {
        if (call.Body.Flag("sync") ?? true)
        {
            await state.Leases.RevokeAsync(call.Namespace, id).ConfigureAwait(false);
            return VaultReply.NoContent();
        }

        if (state.Leases.Find(call.Namespace, id) is { } lease)
            state.Leases.End(lease);
        return new VaultReply(202);
    }

    private VaultReply Lookup(VaultCall call, string id)
    {
        var lease = state.Leases.Find(call.Namespace, id) ?? throw new VaultRefusalException(400, "invalid lease");
        var now = state.Now;
        return VaultReply.Envelope(new JsonObject
        {
            ["expire_time"] = Json.Time(lease.ExpiresAt),
            ["id"] = lease.Id,
            ["issue_time"] = Json.Time(lease.IssuedAt),
            ["last_renewal"] = lease.LastRenewedAt is { } renewed ? Json.Time(renewed) : null,
            ["renewable"] = lease.IsRenewable && lease.ExpiresAt > now,
            ["ttl"] = lease.RemainingSeconds(now),
        });
    }

    private VaultReply List(VaultCall call, string prefix)
    {
        var start = prefix.TrimEnd('/') + "/";
        var keys = state.Leases.All
            .Where(l => l.Namespace == call.Namespace && l.Id.StartsWith(start, StringComparison.Ordinal))
            .Select(l => l.Id[start.Length..])
            .Select(static rest => rest.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? rest[..(slash + 1)] : rest)
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        return keys.Length == 0 ? VaultReply.Failed(404) : VaultReply.Envelope(new JsonObject { ["keys"] = Json.Texts(keys) });
    }

    private async Task RevokeAllAsync(VaultCall call, string prefix, bool force)
    {
        var start = prefix.TrimEnd('/') + "/";
        foreach (var lease in state.Leases.All.Where(l => l.Namespace == call.Namespace && (l.Id == prefix || l.Id.StartsWith(start, StringComparison.Ordinal))))
            await state.Leases.RevokeAsync(call.Namespace, lease.Id, force).ConfigureAwait(false);
    }
}

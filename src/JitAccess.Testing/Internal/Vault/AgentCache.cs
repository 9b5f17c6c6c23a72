using System.Globalization;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The cache of an agent: leased answers, by token and path.</summary>
internal sealed class AgentCache
{
    private const string CacheHeader = "X-Cache";

    private readonly Dictionary<(string Token, string Path), Entry> _entries = [];
    private readonly HashSet<string> _renewed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Answers from the cache, or by the server.</summary>
    public async Task<VaultReply> AnswerAsync(VaultCall call, Func<Task<VaultReply>> ask, DateTimeOffset now)
    {
        var key = (SecretHash.Of(call.ClientToken), call.Namespace.Path + call.Path);
        if (call.Operation == VaultEmulatorCapabilities.Read && Find(key, now) is { } known)
            return known;

        var reply = await ask().ConfigureAwait(false);
        reply.Headers[CacheHeader] = "MISS";
        lock (_gate)
            if (call.Operation == VaultEmulatorCapabilities.Read && reply.Status == 200 && reply.Body?.Text("lease_id") is { Length: > 0 })
                _entries[key] = new Entry(reply.Body.DeepClone().AsObject(), now);
            else if (call.Body.Text("lease_id") is { Length: > 0 } id && reply.Status < 300)
                Follow(call.Path, id);
        return reply;
    }

    /// <summary>Forgets what <c>cache-clear</c> names.</summary>
    public VaultReply Clear(JsonObject request)
    {
        var value = request.Text("value") ?? "";
        lock (_gate)
            switch (request.Text("type"))
            {
                case "all":
                    _entries.Clear();
                    break;
                case "lease":
                    Remove(value);
                    break;
                case "request_path":
                    Remove(e => e.Path.StartsWith(value.Replace("/v1/", "", StringComparison.Ordinal), StringComparison.Ordinal));
                    break;
                case "token":
                    var hash = SecretHash.Of(value);
                    Remove(e => e.Token == hash);
                    break;
                default:
                    throw new VaultRefusalException(400, "invalid cache type provided");
            }

        return new VaultReply(200);
    }

    private VaultReply? Find((string Token, string Path) key, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return null;
            var age = now - entry.At;
            if (age.TotalSeconds >= entry.Body["lease_duration"]!.GetValue<long>())
            {
                _entries.Remove(key);
                return null;
            }

            var reply = new VaultReply(200, entry.Body.DeepClone().AsObject());
            reply.Headers[CacheHeader] = "HIT";
            reply.Headers["Age"] = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return reply;
        }
    }

    // A renewal takes the lease's place in the agent's books, so that a later revocation evicts the wrong entry: measured.
    private void Follow(string path, string leaseId)
    {
        if (path == "sys/leases/renew")
            _renewed.Add(leaseId);
        else if (path == "sys/leases/revoke" && !_renewed.Remove(leaseId))
            Remove(leaseId);
    }

    private void Remove(string leaseId)
    {
        foreach (var key in _entries.Where(e => e.Value.Body.Text("lease_id") == leaseId).Select(static e => e.Key).ToList())
            _entries.Remove(key);
    }

    private void Remove(Func<(string Token, string Path), bool> which)
    {
        foreach (var key in _entries.Keys.Where(which).ToList())
            _entries.Remove(key);
    }

    private sealed record Entry(JsonObject Body, DateTimeOffset At);
}

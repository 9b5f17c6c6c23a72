using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Answers that wait, each behind a token that is good for one look.</summary>
internal sealed class WrappingStore(VaultState state)
{
    private readonly Dictionary<string, Wrapped> _byHash = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public VaultReply Wrap(VaultReply reply, TimeSpan ttl, string path)
    {
        var token = "s." + RandomText.Letters(24);
        var created = state.Now;
        lock (_gate)
            _byHash.Add(SecretHash.Of(token), new Wrapped(reply.Body!, path, created, ttl));
        var info = new JsonObject
        {
            ["token"] = token,
            ["accessor"] = RandomText.Letters(24),
            ["ttl"] = (long)ttl.TotalSeconds,
            ["creation_time"] = Json.Time(created),
            ["creation_path"] = path,
        };
        if (reply.Body!["auth"] is JsonObject auth)
            info["wrapped_accessor"] = auth.Text("accessor");
        return VaultReply.Envelope(wrapInfo: info, requestId: "");
    }

    public VaultReply Lookup(string token)
    {
        lock (_gate)
        {
            var wrapped = Find(SecretHash.Of(token));
            return VaultReply.Envelope(new JsonObject
            {
                ["creation_path"] = wrapped.Path,
                ["creation_time"] = Json.Time(wrapped.CreatedAt),
                ["creation_ttl"] = (long)wrapped.Ttl.TotalSeconds,
            });
        }
    }

    public VaultReply Unwrap(string token)
    {
        lock (_gate)
        {
            var hash = SecretHash.Of(token);
            var wrapped = Find(hash);
            _byHash.Remove(hash);
            wrapped.Body["request_id"] = Guid.NewGuid().ToString();
            return new VaultReply(200, wrapped.Body);
        }
    }

    private Wrapped Find(string hash) => _byHash.GetValueOrDefault(hash) is { } wrapped && state.Now < wrapped.CreatedAt + wrapped.Ttl
        ? wrapped
        : throw new VaultRefusalException(400, "wrapping token is not valid or does not exist");

    private sealed class Wrapped(JsonObject body, string path, DateTimeOffset createdAt, TimeSpan ttl)
    {
        public JsonObject Body { get; } = body;

        public string Path { get; } = path;

        public DateTimeOffset CreatedAt { get; } = createdAt;

        public TimeSpan Ttl { get; } = ttl;
    }
}

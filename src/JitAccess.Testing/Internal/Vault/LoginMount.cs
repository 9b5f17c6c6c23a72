using System.Collections.Concurrent;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>A login method.</summary>
internal abstract class LoginMount(VaultState state, NamespaceState owner, string path) : Mount($"auth/{path}/")
{
    // The same caller is the same entity at every login.
    private readonly ConcurrentDictionary<string, string> _entities = new(StringComparer.Ordinal);

    protected VaultState State { get; } = state;

    public override bool IsOpen(string rest) => rest == "login";

    public override Task<VaultReply> HandleAsync(VaultCall call, string rest)
    {
        if (rest != "login")
            throw Unsupported();
        Require(call, VaultEmulatorCapabilities.Update);
        return Task.FromResult(Login(call));
    }

    protected abstract VaultReply Login(VaultCall call);

    /// <summary>Lets a caller in.</summary>
    /// <param name="options">What its token is like.</param>
    /// <param name="alias">Who it is, within this method.</param>
    /// <param name="suffix">What the names of its database users say beside the method's own name; may be empty.</param>
    /// <param name="metadata">What its token carries.</param>
    protected VaultReply Welcome(VaultEmulatorTokenOptions options, string alias, string suffix, IReadOnlyDictionary<string, string> metadata)
    {
        var method = path.Replace('/', '-');
        var display = suffix.Length == 0 ? method : $"{method}-{string.Concat(suffix.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}";
        var entity = _entities.GetOrAdd(alias, static _ => Guid.NewGuid().ToString());
        var (token, entry) = State.Tokens.Create(owner, TokenRecipe.Of(options, display, $"{Path}login", metadata, entity));
        return VaultReply.Envelope(auth: TokenMount.Auth(token, entry, entry.CreationTtl));
    }
}

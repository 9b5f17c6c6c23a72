using Microsoft.Extensions.Logging;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Everything that a restart survives, as a storage backend does.</summary>
internal sealed class VaultState
{
    private readonly SortedDictionary<string, NamespaceState> _namespaces = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _created;
    private int _dropped;

    public VaultState(VaultEmulatorOptions options)
    {
        Options = options;
        Time = options.TimeProvider;
        Logger = options.LoggerFactory.CreateLogger<VaultEmulator>();
        Work = new BackgroundWork(Logger);
        Leases = new LeaseStore(this);
        Tokens = new TokenStore(this);
        Wrappings = new WrappingStore(this);
        Faults = new VaultEmulatorFaults(Time, Work);
        Root = new NamespaceState(this, "");
        _namespaces.Add("", Root);
    }

    public VaultEmulatorOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public BackgroundWork Work { get; }

    public LeaseStore Leases { get; }

    public TokenStore Tokens { get; }

    public WrappingStore Wrappings { get; }

    public VaultEmulatorFaults Faults { get; }

    public NamespaceState Root { get; }

    public VaultEmulatorAgent? Agent { get; set; }

    public string ClusterName { get; } = $"vault-cluster-{Guid.NewGuid().ToString("N")[..8]}";

    public string ClusterId { get; } = Guid.NewGuid().ToString();

    public DateTimeOffset Now => Time.GetUtcNow();

    public int RolesCreated => _created;

    public int RolesDropped => _dropped;

    public void CountCreated() => Interlocked.Increment(ref _created);

    public void CountDropped() => Interlocked.Increment(ref _dropped);

    public NamespaceState AddNamespace(string path)
    {
        lock (_gate)
        {
            var parent = path[..(path.TrimEnd('/').LastIndexOf('/') + 1)];
            if (!_namespaces.ContainsKey(parent))
                throw new ArgumentException($"The namespace \"{parent}\" does not exist.", nameof(path));
            var added = new NamespaceState(this, path);
            _namespaces.Add(path, added);
            return added;
        }
    }

    /// <summary>Finds the namespace that a path begins with, and the rest; <see langword="null"/> if the one of the header does not exist.</summary>
    public NamespaceState? Resolve(string header, string path, out string rest)
    {
        rest = path;
        if (!Options.HasNamespaces)
            return Root;
        var prefix = header.Trim('/') is { Length: > 0 } name ? name + "/" : "";
        lock (_gate)
        {
            if (!_namespaces.TryGetValue(prefix, out var found))
                return null;
            var whole = prefix + path;
            foreach (var (candidate, state) in _namespaces)
                if (candidate.Length > found.Path.Length && whole.StartsWith(candidate, StringComparison.Ordinal))
                    found = state;
            rest = whole[found.Path.Length..];
            return found;
        }
    }
}

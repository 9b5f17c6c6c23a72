using System.Collections.Concurrent;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>A namespace: its mounts and its policies. Without namespaces there is the root alone.</summary>
internal sealed class NamespaceState
{
    private readonly ConcurrentDictionary<string, Mount> _mounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VaultEmulatorPolicy> _policies = new(StringComparer.Ordinal);

    public NamespaceState(VaultState state, string path)
    {
        Path = path;
        Id = path.Length == 0 ? "root" : RandomText.Letters(5);
        _policies["default"] = VaultEmulatorPolicy.Default();
        Add(new SystemMount(state));
        Add(new TokenMount(state));
    }

    /// <summary>Empty for the root, else with a slash at its end.</summary>
    public string Path { get; }

    public string Id { get; }

    public bool IsRoot => Path.Length == 0;

    public void Add(Mount mount)
    {
        if (!_mounts.TryAdd(mount.Path, mount))
            throw new ArgumentException($"Something is mounted at \"{mount.Path}\" already.");
    }

    public Mount? FindMount(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash >= 0; slash = slash == 0 ? -1 : path.LastIndexOf('/', slash - 1))
            if (_mounts.TryGetValue(path[..(slash + 1)], out var mount))
                return mount;
        return null;
    }

    public VaultEmulatorPolicy? FindPolicy(string name) => _policies.GetValueOrDefault(name);

    public void WritePolicy(string name, VaultEmulatorPolicy policy) => _policies[name.ToLowerInvariant()] = policy;

    /// <summary>Whether this is <paramref name="other"/> or lies within it.</summary>
    public bool IsWithin(NamespaceState other) => Path.StartsWith(other.Path, StringComparison.Ordinal);
}

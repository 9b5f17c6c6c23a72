namespace JitAccess.Testing;

/// <summary>An ACL policy: what its bearers may do on which paths.</summary>
public sealed class VaultEmulatorPolicy
{
    private readonly Dictionary<string, VaultEmulatorCapabilities> _paths = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, VaultEmulatorCapabilities> Paths => _paths;

    /// <summary>Grants capabilities on a path; several calls for a path add up.</summary>
    /// <param name="path">The path without <c>/v1/</c>. A <c>*</c> at its end stands for any rest, a <c>+</c> for any one segment.</param>
    /// <param name="capabilities">What is granted.</param>
    /// <exception cref="ArgumentException">A <c>*</c> stands elsewhere than at the end.</exception>
    public VaultEmulatorPolicy Allow(string path, VaultEmulatorCapabilities capabilities)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.IndexOf('*', StringComparison.Ordinal) is var star and >= 0 && star != path.Length - 1)
            throw new ArgumentException($"In \"{path}\" a * stands before the end, where it means nothing; + stands for one segment.", nameof(path));
        var name = path.TrimStart('/');
        _paths[name] = _paths.GetValueOrDefault(name) | capabilities;
        return this;
    }

    /// <summary>Grants reading of a path, which is what fetching credentials takes.</summary>
    /// <param name="path">The path, as in <see cref="Allow"/>.</param>
    public VaultEmulatorPolicy AllowRead(string path) => Allow(path, VaultEmulatorCapabilities.Read);

    /// <summary>Grants changing of a path, which is what revoking a lease takes.</summary>
    /// <param name="path">The path, as in <see cref="Allow"/>.</param>
    public VaultEmulatorPolicy AllowUpdate(string path) => Allow(path, VaultEmulatorCapabilities.Update);

    // What the real one holds, as far as there are such paths here: a lease may be renewed and looked up, and not revoked.
    internal static VaultEmulatorPolicy Default() => new VaultEmulatorPolicy()
        .AllowRead("auth/token/lookup-self").AllowUpdate("auth/token/renew-self").AllowUpdate("auth/token/revoke-self")
        .AllowUpdate("sys/capabilities-self").AllowUpdate("sys/renew").AllowUpdate("sys/leases/renew").AllowUpdate("sys/leases/lookup")
        .AllowUpdate("sys/wrapping/wrap").AllowUpdate("sys/wrapping/lookup").AllowUpdate("sys/wrapping/unwrap");
}

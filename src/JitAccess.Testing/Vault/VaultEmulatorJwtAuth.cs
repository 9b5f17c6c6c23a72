using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>The JWT method at its mount.</summary>
public sealed class VaultEmulatorJwtAuth
{
    private readonly JwtLogin _login;

    internal VaultEmulatorJwtAuth(JwtLogin login) => _login = login;

    /// <summary>Writes a role.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="role">The role.</param>
    public void WriteRole(string name, VaultEmulatorJwtRole role)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(role);
        _login.Write(name, role);
    }
}

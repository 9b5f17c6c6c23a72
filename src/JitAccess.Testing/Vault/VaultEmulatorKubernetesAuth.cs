using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>The Kubernetes method at its mount.</summary>
public sealed class VaultEmulatorKubernetesAuth
{
    private readonly KubernetesLogin _login;

    internal VaultEmulatorKubernetesAuth(KubernetesLogin login) => _login = login;

    /// <summary>Gets or sets a value indicating whether the API server does not review tokens: a login is then answered with 403.</summary>
    public bool IsApiServerDown
    {
        get => _login.IsApiServerDown;
        set => _login.IsApiServerDown = value;
    }

    /// <summary>Writes a role.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="role">The role.</param>
    public void WriteRole(string name, VaultEmulatorKubernetesRole role)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(role);
        _login.Write(name, role);
    }
}

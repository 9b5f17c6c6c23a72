using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>The AppRole method at its mount.</summary>
public sealed class VaultEmulatorAppRoleAuth
{
    private readonly AppRoleLogin _login;
    private readonly VaultState _state;

    internal VaultEmulatorAppRoleAuth(AppRoleLogin login, VaultState state)
    {
        _login = login;
        _state = state;
    }

    /// <summary>Writes a role; written again it keeps its role id and loses its secret ids.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="role">The role.</param>
    public void WriteRole(string name, VaultEmulatorAppRole role)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(role);
        _login.Write(name, role);
    }

    /// <summary>Returns a role's id.</summary>
    /// <param name="name">The role's name.</param>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public string RoleId(string name) => _login.RoleId(name);

    /// <summary>Makes a secret id.</summary>
    /// <param name="name">The role's name.</param>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public VaultEmulatorSecret CreateSecretId(string name)
    {
        var (secretId, accessor, _) = _login.CreateSecretId(name);
        return new VaultEmulatorSecret(secretId, accessor);
    }

    /// <summary>Makes a secret id and returns the wrapping token that brings it, once.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="timeToLive">How long it waits.</param>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public VaultEmulatorSecret CreateWrappedSecretId(string name, TimeSpan timeToLive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive, TimeSpan.Zero);
        var reply = _state.Wrappings.Wrap(_login.SecretIdReply(name), timeToLive, $"{_login.Path}role/{name}/secret-id");
        var info = reply.Body!["wrap_info"]!.AsObject();
        return new VaultEmulatorSecret(info.Text("token")!, info.Text("accessor"));
    }

    /// <summary>Destroys a secret id.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="secretId">The secret id.</param>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public void DestroySecretId(string name, VaultEmulatorSecret secretId)
    {
        ArgumentNullException.ThrowIfNull(secretId);
        _login.DestroySecretId(name, secretId.Accessor!);
    }
}

using System.Text.RegularExpressions;
using JitAccess.Testing.Internal.Vault;
using Npgsql;

namespace JitAccess.Testing;

/// <summary>The database secrets engine at its mount.</summary>
public sealed partial class VaultEmulatorDatabase
{
    private readonly DatabaseMount _mount;

    internal VaultEmulatorDatabase(DatabaseMount mount) => _mount = mount;

    /// <summary>Names the database that users are made in.</summary>
    /// <param name="name">The connection's name, as roles have it.</param>
    /// <param name="administrator">A data source of a role that may create roles. It stays the caller's, who disposes it after the emulator.</param>
    public void WriteConnection(string name, NpgsqlDataSource administrator)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(administrator);
        _mount.WriteConnection(name, administrator);
    }

    /// <summary>Writes a dynamic role.</summary>
    /// <param name="name">The role's name: letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</param>
    /// <param name="role">The role.</param>
    /// <exception cref="ArgumentException">The name has other characters, or the default life exceeds the longest.</exception>
    public void WriteRole(string name, VaultEmulatorRole role)
    {
        RequireName(name);
        ArgumentNullException.ThrowIfNull(role);
        if (role.MaxTtl > TimeSpan.Zero && role.DefaultTtl > role.MaxTtl)
            throw new ArgumentException(
                $"{nameof(VaultEmulatorRole.DefaultTtl)} ({role.DefaultTtl}) must not exceed {nameof(VaultEmulatorRole.MaxTtl)} ({role.MaxTtl}).", nameof(role));
        _mount.WriteRole(name, role);
    }

    /// <summary>Deletes a dynamic role; its leases can be revoked and no longer renewed.</summary>
    /// <param name="name">The role's name.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteRole(string name) => _mount.DeleteRole(name);

    /// <summary>Writes a static role and changes its user's password at once.</summary>
    /// <param name="name">The role's name, as in <see cref="WriteRole"/>.</param>
    /// <param name="role">The role.</param>
    /// <exception cref="ArgumentException">The name has other characters, no user is named, or the period is under 5 seconds.</exception>
    /// <exception cref="InvalidOperationException">The password could not be changed: the message says why.</exception>
    public async Task WriteStaticRoleAsync(string name, VaultEmulatorStaticRole role)
    {
        RequireName(name);
        ArgumentNullException.ThrowIfNull(role);
        ArgumentException.ThrowIfNullOrEmpty(role.UserName, nameof(role));
        if (role.RotationPeriod < TimeSpan.FromSeconds(5))
            throw new ArgumentException($"{nameof(VaultEmulatorStaticRole.RotationPeriod)} ({role.RotationPeriod}) must be 5 seconds or more.", nameof(role));
        await TellingAsync(_mount.StaticRoles.WriteAsync(name, role)).ConfigureAwait(false);
    }

    /// <summary>Deletes a static role; its user keeps the last password.</summary>
    /// <param name="name">The role's name.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteStaticRole(string name) => _mount.StaticRoles.Delete(name);

    /// <summary>Changes the password of a static role's user.</summary>
    /// <param name="name">The role's name.</param>
    /// <exception cref="InvalidOperationException">There is no such role, or the password could not be changed.</exception>
    public Task RotateStaticRoleAsync(string name) => TellingAsync(_mount.StaticRoles.RotateAsync(name));

    private static async Task TellingAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (VaultRefusalException e)
        {
            throw new InvalidOperationException(e.Errors[0]);
        }
    }

    private static void RequireName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!RoleName().IsMatch(name))
            throw new ArgumentException($"\"{name}\" is no name for a role: letters, digits and _ - . only, a letter or digit first and last.", nameof(name));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\z")]
    private static partial Regex RoleName();
}

using System.Reflection;
using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Finds out, at the first open, whether this version of Npgsql lets a user name be changed in place.</summary>
/// <remarks>
/// That it does is no documented promise: the settings object that the password provider is given is the one that the next open reads the
/// name from, and the CONNECT activity starts before the password is asked for. Where either has changed, a rotation would send one user's
/// name with another's password.
/// </remarks>
internal static class RotationSupport
{
    private const string Probe = "jitaccess_self_test";

    /// <summary>Opens a connection of a data source that nobody else uses, and changes its name.</summary>
    /// <exception cref="JitConfigurationException">The name did not change, or the open was not seen.</exception>
    public static async Task TestAsync(
        SessionControl control, JitEndpoint host, string userName, string database, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder? settings = null;
        var isStamped = false;
        var dataSource = control.Create(
            host, userName, asked => (settings, isStamped) = (asked, RotationEpoch.Of(PhysicalOpenListener.CurrentOpen) is not null));
        await using (dataSource.ConfigureAwait(false))
        {
            var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            if (settings is null)
                return; // the server asked for no password, so there is nothing to pair
            settings.Username = Probe;
            var next = dataSource.CreateConnection();
            await next.DisposeAsync().ConfigureAwait(false); // the name can be read all the same
            if (next.UserName == Probe && isStamped)
                return;
        }

        throw new JitConfigurationException(
            $"Database '{database}' has a provider that changes the user name, which Npgsql {Version} does not allow: " +
            $"{(isStamped ? "a changed name is not used" : "a physical open is not announced")}. Use a version in the range of this " +
            "package, or a role whose name is fixed.");
    }

    private static string? Version => typeof(NpgsqlDataSource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}

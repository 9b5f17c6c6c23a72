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

    private static readonly AsyncLocal<Observation?> Watching = new();

    /// <summary>Tells a test under way what the password provider was given.</summary>
    public static void Observe(NpgsqlConnectionStringBuilder settings)
    {
        if (Watching.Value is { } observation)
            (observation.Settings, observation.IsStamped) = (settings, RotationEpoch.Of(PhysicalOpenListener.CurrentOpen) is not null);
    }

    /// <summary>Opens a connection of a data source that nobody else uses, and changes its name.</summary>
    /// <exception cref="JitConfigurationException">The name did not change, or the open was not seen.</exception>
    public static async Task TestAsync(NpgsqlDataSource dataSource, string database, CancellationToken cancellationToken)
    {
        var observation = new Observation();
        Watching.Value = observation; // ends with this method: what an async method sets does not flow back
        SessionControl.IsUnderWay = true;
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        if (observation.Settings is not { } settings)
            return; // the server asked for no password, so there is nothing to pair
        settings.Username = Probe;
        var next = dataSource.CreateConnection();
        await next.DisposeAsync().ConfigureAwait(false); // the name can be read all the same
        if (next.UserName == Probe && observation.IsStamped)
            return;
        throw new JitConfigurationException(
            $"Database '{database}' has a provider that changes the user name, which Npgsql {Version} does not allow: " +
            $"{(observation.IsStamped ? "a changed name is not used" : "a physical open is not announced")}. Use a version in the range of this " +
            "package, or a role whose name is fixed.");
    }

    private static string? Version => typeof(NpgsqlDataSource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private sealed class Observation
    {
        public NpgsqlConnectionStringBuilder? Settings { get; set; }

        public bool IsStamped { get; set; }
    }
}

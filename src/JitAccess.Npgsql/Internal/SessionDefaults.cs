using Npgsql;

namespace JitAccess.Internal;

/// <summary>Sets how sessions live and are pooled, where the connection string does not say.</summary>
/// <remarks>Runs before <see cref="TransportGate"/>, which fixes what then stands in the settings.</remarks>
internal static class SessionDefaults
{
    // A session need not outlive its credential by more than this.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private const double Spread = 0.2;

    public static void Apply(NpgsqlConnectionStringBuilder settings, JitSessionDefaults defaults, Func<double> randomizer)
    {
        if (!IsSet(settings, "Connection Lifetime"))
            settings.ConnectionLifetime = (int)Draw(defaults.MaxLifetime, randomizer()).TotalSeconds;
        if (defaults.MaxPoolSize is { } size && !IsSet(settings, "Maximum Pool Size"))
            settings.MaxPoolSize = Math.Max(size, settings.MinPoolSize);
        if (defaults.ResetOnReturn is { } reset && !IsSet(settings, "No Reset On Close"))
            settings.NoResetOnClose = !reset;
        if (defaults.Enlist is { } enlist && !IsSet(settings, "Enlist"))
            settings.Enlist = enlist;
        if (defaults.DirectTls is { } direct && !IsSet(settings, "SSL Negotiation"))
            settings.SslNegotiation = direct ? SslNegotiation.Direct : SslNegotiation.Postgres;
    }

    // Drawn per data source, so that pools don't reconnect together; where the server ends sessions at a maximum, below it only.
    private static TimeSpan Draw(TimeSpan? maximum, double chance) => maximum is { } most
        ? most * (1 - (Spread * chance))
        : Lifetime * (1 - Spread + (2 * Spread * chance));

    /// <summary>Returns whether the setting was given: a value that equals the driver's default may still be meant.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="name">The setting's own name; aliases are stored under it.</param>
    private static bool IsSet(NpgsqlConnectionStringBuilder settings, string name) => settings.ShouldSerialize(name);
}

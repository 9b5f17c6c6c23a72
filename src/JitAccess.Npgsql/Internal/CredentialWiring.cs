using JitAccess.Internal.Rotation;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>Makes a data source builder take its credentials from engines: checks every setting, then sets provider, TLS and hook.</summary>
internal static class CredentialWiring
{
    public static DatabaseCredentials Apply(
        NpgsqlDataSourceBuilder builder, IJitCredentialProvider provider, JitDatabaseOptions options, JitRuntime runtime)
    {
        var settings = builder.ConnectionStringBuilder;
        var name = builder.Name ?? settings.Database ?? "database";
        options.Validate(name);
        builder.Name = name; // else metrics name the pool by its connection string, user name included

        var logger = runtime.LoggerFactory.CreateLogger<JitDatabase>();
        SessionDefaults.Apply(settings, provider.SessionDefaults, runtime.Randomizer);
        TransportGate.Apply(settings, name, provider, options.UnverifiedServerReason);
        settings.Username = provider.RotatesUserName ? NoUserName(settings, options, name, provider) : UserName(settings, options, name);
        var plan = EndpointPlan.Create(settings, options, name);
        BuilderProbe.RefuseOwnPasswordProvider(builder, name);
        TlsIdentity.Apply(builder, provider, plan, name);

        ConfigureTracing(builder, options);

        var refresh = provider.RotatesUserName ? WithSettleTime(options.Refresh, SettleTime(settings, options)) : options.Refresh;
        var routes = Routes(provider, options, refresh, name, settings.Username, runtime, plan);
        var rotation = provider.RotatesUserName ? Rotation(builder, options, name, routes, runtime, logger) : null;
        var passwords = Passwords(settings, provider, options, name, routes, runtime, logger, rotation);
        passwords.Serve(builder);
        rotation?.UsePasswords(passwords);

        if (options.UnverifiedServerReason is { } reason)
            Log.UnverifiedServer(logger, name, settings.SslMode.ToString(), reason);
        if (provider.IsStanding)
            Log.StandingCredential(logger, name, provider.Identity.ProviderName);
        Log.DatabaseBuilt(logger, name, provider.Identity.ProviderName, string.Join(", ", routes.Select(r => r.Token)));
        return new DatabaseCredentials(name, routes.Select(r => r.Engine).Distinct(), runtime.TimeProvider, logger) { Rotation = rotation };
    }

    private static List<ConnectionRoute> Routes(
        IJitCredentialProvider provider, JitDatabaseOptions options, JitRefreshOptions refresh, string name, string? userName, JitRuntime runtime,
        IReadOnlyList<(JitEndpoint Connect, JitEndpoint Token)> plan)
    {
        var engines = new Dictionary<JitEndpoint, JitCredentialEngine>();
        var routes = new List<ConnectionRoute>();
        foreach (var (connect, token) in plan)
        {
            var key = provider.Scope == JitCredentialScope.PerEndpoint ? token : plan[0].Token;
            if (!engines.TryGetValue(key, out var engine))
            {
                var target = new JitCredentialRequest { DatabaseName = name, Endpoint = key, UserName = userName };
                engines.Add(key, engine = new JitCredentialEngine(provider, target, refresh, runtime)
                {
                    KeepsReplaced = provider.RotatesUserName,
                    DisableTracing = options.DisableTracing,
                    DisableMetrics = options.DisableMetrics,
                });
            }

            routes.Add(new ConnectionRoute(connect, token, engine));
        }

        return routes;
    }

    private static PasswordProvider Passwords(
        NpgsqlConnectionStringBuilder settings, IJitCredentialProvider provider, JitDatabaseOptions options, string name,
        List<ConnectionRoute> routes, JitRuntime runtime, ILogger logger, UserNameRotation? rotation)
    {
        return new PasswordProvider(name, routes, LongestWait(settings, options), new LoginObserver(name, provider, settings.SslMode, logger, runtime.TimeProvider))
        {
            Transport = TransportSettings.Of(settings),
            HidesOpens = options.DisableTracing,
            Rotation = rotation,
        };
    }

    private static UserNameRotation Rotation(
        NpgsqlDataSourceBuilder builder, JitDatabaseOptions options, string name, List<ConnectionRoute> routes, JitRuntime runtime, ILogger logger)
    {
        if (routes.Select(r => r.Engine).Distinct().Count() > 1)
            throw new JitConfigurationException(
                $"Database '{name}' has several hosts, and its provider gives each a user of its own; a data source sends one name to all. Use a " +
                "provider whose credentials open every host, or one database for each host.");
        var engine = routes[0].Engine;
        var settle = SettleTime(builder.ConnectionStringBuilder, options);
        var control = new SessionControl(builder, [.. routes.Select(r => r.Connect)]);
        var rotation = new UserNameRotation(
            engine, LongestWait(builder.ConnectionStringBuilder, options),
            new RotationTools(
                name, control, new LoginProof(control, runtime.TimeProvider),
                new Retirement(name, engine, control, settle, options.Refresh.DrainTime, runtime.TimeProvider, logger), runtime.TimeProvider, logger));
        AnnouncedOpens.Hear(builder, rotation.Announcements, runtime.LoggerFactory);
        return rotation;
    }

    /// <summary>An open that has sent the old name has ended by its timeout; until then its user must stay.</summary>
    private static TimeSpan SettleTime(NpgsqlConnectionStringBuilder settings, JitDatabaseOptions options) =>
        TimeSpan.FromSeconds(settings.Timeout) is var timeout && timeout > options.Refresh.SettleTime ? timeout : options.Refresh.SettleTime;

    /// <summary>The engine leaves as much time before the end of a lease as its replacement really takes.</summary>
    private static JitRefreshOptions WithSettleTime(JitRefreshOptions options, TimeSpan settleTime) => new()
    {
        MaxLifetime = options.MaxLifetime,
        FlightTimeout = options.FlightTimeout,
        TransientRetries = options.TransientRetries,
        SettleTime = settleTime,
        DrainTime = options.DrainTime,
    };

    // Longer than the connection's own timeout Npgsql would take the database for dead; a third is left for the login itself.
    private static TimeSpan LongestWait(NpgsqlConnectionStringBuilder settings, JitDatabaseOptions options) =>
        settings.Timeout > 0 ? TimeSpan.FromSeconds(settings.Timeout * 2 / 3.0) : options.Refresh.FlightTimeout;

    private static void ConfigureTracing(NpgsqlDataSourceBuilder builder, JitDatabaseOptions options)
    {
        if (options.DisableTracing)
            builder.ConfigureTracing(static tracing => tracing
                .ConfigureCommandFilter(static _ => false).ConfigureBatchFilter(static _ => false).ConfigureCopyOperationFilter(static _ => false));

        // After whatever the user configured: without the CONNECT activity a refused credential would go unnoticed.
        builder.ConfigureTracing(static tracing => tracing.EnablePhysicalOpenTracing());
    }

    private static string? NoUserName(
        NpgsqlConnectionStringBuilder settings, JitDatabaseOptions options, string name, IJitCredentialProvider provider) =>
        (settings.Username, options.UserName) is (null or "", null or "") ? null : throw new JitConfigurationException(
            $"Database '{name}' has the user name '{(settings.Username is { Length: > 0 } inString ? inString : options.UserName)}', but " +
            $"{provider.Identity.ProviderName} chooses one with each credential. Remove Username from the connection string, and " +
            $"{JitDatabaseOptions.SectionName}:{name}:UserName.");

    private static string UserName(NpgsqlConnectionStringBuilder settings, JitDatabaseOptions options, string name) =>
        (settings.Username, options.UserName) switch
        {
            ({ Length: > 0 } inString, null or "") => inString,
            (null or "", { Length: > 0 } inOptions) => inOptions,
            ({ } inString, { } inOptions) when inString == inOptions && inString.Length > 0 => inString,
            ({ Length: > 0 } inString, { } inOptions) => throw new JitConfigurationException(
                $"Database '{name}' has two user names: '{inString}' in the connection string and '{inOptions}' in " +
                $"{JitDatabaseOptions.SectionName}:{name}:UserName. Remove one."),
            _ => throw new JitConfigurationException(
                $"Database '{name}' has no user name. Set Username in the connection string, or {JitDatabaseOptions.SectionName}:{name}:UserName; " +
                "PGUSER and the name of the operating system's user are not used."),
        };
}

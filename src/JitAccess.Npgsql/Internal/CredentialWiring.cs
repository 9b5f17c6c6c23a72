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

        if (provider.RotatesUserName)
            throw new JitConfigurationException(
                $"Provider '{provider.Identity.ProviderName}' of database '{name}' changes the user name with each credential, which this version " +
                "of JitAccess.Npgsql does not support. Use a role whose name is fixed.");
        var logger = runtime.LoggerFactory.CreateLogger<JitDatabase>();
        SessionDefaults.Apply(settings, provider.SessionDefaults, runtime.Randomizer);
        TransportGate.Apply(settings, name, provider, options.UnverifiedServerReason);
        settings.Username = UserName(settings, options, name);
        var plan = EndpointPlan.Create(settings, options, name);
        BuilderProbe.RefuseOwnPasswordProvider(builder, name);
        TlsIdentity.Apply(builder, provider, plan, name);

        ConfigureTracing(builder, options);

        var routes = Routes(provider, options, name, settings.Username, runtime, plan);
        builder.UsePasswordProvider(Passwords(settings, provider, options, name, routes, runtime, logger));

        if (options.UnverifiedServerReason is { } reason)
            Log.UnverifiedServer(logger, name, settings.SslMode.ToString(), reason);
        if (provider.IsStanding)
            Log.StandingCredential(logger, name, provider.Identity.ProviderName);
        Log.DatabaseBuilt(logger, name, provider.Identity.ProviderName, string.Join(", ", routes.Select(r => r.Token)));
        return new DatabaseCredentials(name, routes.Select(r => r.Engine).Distinct(), runtime.TimeProvider, logger);
    }

    private static List<ConnectionRoute> Routes(
        IJitCredentialProvider provider, JitDatabaseOptions options, string name, string userName, JitRuntime runtime,
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
                engines.Add(key, engine = new JitCredentialEngine(provider, target, options.Refresh, runtime)
                {
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
        List<ConnectionRoute> routes, JitRuntime runtime, ILogger logger)
    {
        // Longer than the connection's own timeout Npgsql would take the database for dead; a third is left for the login itself.
        var wait = settings.Timeout > 0 ? TimeSpan.FromSeconds(settings.Timeout * 2 / 3.0) : options.Refresh.FlightTimeout;
        return new PasswordProvider(name, routes, wait, new LoginObserver(name, provider, settings.SslMode, logger, runtime.TimeProvider))
        {
            Transport = TransportSettings.Of(settings),
            HidesOpens = options.DisableTracing,
        };
    }

    private static void UsePasswordProvider(this NpgsqlDataSourceBuilder builder, PasswordProvider passwords) =>
        builder.UsePasswordProvider(passwords.Provide, passwords.ProvideAsync);

    private static void ConfigureTracing(NpgsqlDataSourceBuilder builder, JitDatabaseOptions options)
    {
        if (options.DisableTracing)
            builder.ConfigureTracing(static tracing => tracing
                .ConfigureCommandFilter(static _ => false).ConfigureBatchFilter(static _ => false).ConfigureCopyOperationFilter(static _ => false));

        // After whatever the user configured: without the CONNECT activity a refused credential would go unnoticed.
        builder.ConfigureTracing(static tracing => tracing.EnablePhysicalOpenTracing());
    }

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

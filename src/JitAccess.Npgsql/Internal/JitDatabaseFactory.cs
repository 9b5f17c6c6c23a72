using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>Builds a <see cref="JitDatabase"/>: checks every setting, then wires engine, driver and hook. Nothing is started before all is checked.</summary>
internal static class JitDatabaseFactory
{
    public static JitDatabase Create(
        NpgsqlDataSourceBuilder builder, IJitCredentialProvider provider, JitDatabaseOptions options, string name, JitRuntime runtime)
    {
        var logger = runtime.LoggerFactory.CreateLogger<JitDatabase>();
        var settings = builder.ConnectionStringBuilder;
        builder.Name = name; // else metrics name the pool by its connection string, user name included

        if (provider.RotatesUserName)
            throw new JitConfigurationException(
                $"Provider '{provider.Identity.ProviderName}' of database '{name}' changes the user name with each credential, which this version " +
                "of JitAccess.Npgsql does not support. Use a role whose name is fixed.");
        SessionDefaults.Apply(settings, provider.SessionDefaults, runtime.Randomizer);
        TransportGate.Apply(settings, name, provider.PasswordExchange, options.UnverifiedServerReason);
        settings.Username = UserName(settings, options, name);
        var plan = EndpointPlan.Create(settings, options, name);
        BuilderProbe.RefuseOwnPasswordProvider(builder, name);
        TlsIdentity.Apply(builder, provider, plan, name);

        // After whatever the user configured: without the CONNECT activity a refused credential would go unnoticed.
        builder.ConfigureTracing(static tracing => tracing.EnablePhysicalOpenTracing());

        if (options.UnverifiedServerReason is { } reason)
            Log.UnverifiedServer(logger, name, settings.SslMode.ToString(), reason);
        return Assemble(builder, provider, options, name, runtime, plan, logger);
    }

    private static JitDatabase Assemble(
        NpgsqlDataSourceBuilder builder, IJitCredentialProvider provider, JitDatabaseOptions options, string name, JitRuntime runtime,
        IReadOnlyList<(JitEndpoint Connect, JitEndpoint Token)> plan, ILogger logger)
    {
        var settings = builder.ConnectionStringBuilder;
        var engines = new Dictionary<JitEndpoint, JitCredentialEngine>();
        var routes = new List<ConnectionRoute>();
        foreach (var (connect, token) in plan)
        {
            var key = provider.Scope == JitCredentialScope.PerEndpoint ? token : plan[0].Token;
            if (!engines.TryGetValue(key, out var engine))
            {
                var target = new JitCredentialRequest { DatabaseName = name, Endpoint = key, UserName = settings.Username };
                engines.Add(key, engine = new JitCredentialEngine(provider, target, options.Refresh, runtime));
            }

            routes.Add(new ConnectionRoute(connect, token, engine));
        }

        // Longer than the connection's own timeout Npgsql would take the database for dead; a third is left for the login itself.
        var wait = settings.Timeout > 0 ? TimeSpan.FromSeconds(settings.Timeout * 2 / 3.0) : options.Refresh.FlightTimeout;
        var passwords = new PasswordProvider(name, routes, wait, new LoginObserver(name, provider, settings.SslMode, logger, runtime.TimeProvider));
        builder.UsePasswordProvider(passwords.Provide, passwords.ProvideAsync);

        var listener = PhysicalOpenListener.Acquire();
        try
        {
            var dataSource = builder.Build();
            Log.DatabaseBuilt(logger, name, provider.Identity.ProviderName, string.Join(", ", routes.Select(r => r.Token)));
            return new JitDatabase(name, dataSource, [.. engines.Values], options.Prefetch, runtime, listener, logger);
        }
        catch
        {
            listener.Dispose();
            foreach (var engine in engines.Values)
                _ = engine.DisposeAsync().AsTask(); // never read, so there is nothing to wait for
            throw;
        }
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

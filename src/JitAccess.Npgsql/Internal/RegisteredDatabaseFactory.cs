using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>Builds a registered database from configuration: connection string, options, the candidate that is chosen.</summary>
internal static class RegisteredDatabaseFactory
{
    public static JitDatabase Create(IServiceProvider services, JitDatabaseRegistration registration)
    {
        var name = registration.Name;
        var options = services.GetRequiredService<IOptionsMonitor<JitDatabaseOptions>>().Get(name); // read once: a change needs a new data source
        var dataSource = DataSourceBuilder(ConnectionString(options, name), name);
        if (services.GetService<ILoggerFactory>() is { } loggerFactory)
            dataSource.UseLoggerFactory(loggerFactory);
        registration.RunHooks(services, dataSource);
        dataSource.Name = name;

        var provider = Choose(registration.Builder, options).Factory(services);
        (provider as ConnectionStringPasswordProvider)?.TakeFrom(dataSource.ConnectionStringBuilder);
        return JitDatabaseFactory.Create(dataSource, provider, options, services.GetRequiredService<JitRuntime>());
    }

    private static string ConnectionString(JitDatabaseOptions options, string name) =>
        options.ConnectionString is { Length: > 0 } connectionString ? connectionString : throw new JitConfigurationException(
            $"Database '{name}' has no connection string. Set ConnectionStrings:{name}, or {JitDatabaseOptions.SectionName}:{name}:ConnectionString, " +
            "to Host, Database and Username; no password.");

    private static NpgsqlDataSourceBuilder DataSourceBuilder(string connectionString, string name)
    {
        try
        {
            return new NpgsqlDataSourceBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Neither the string nor Npgsql's exception goes into ours: either may quote a password that should not be there.
            throw new JitConfigurationException(
                $"The connection string of database '{name}' can't be read by Npgsql ({e.GetType().Name}). Check the spelling of its keywords.");
        }
    }

    private static JitProviderCandidate Choose(JitDatabaseBuilder builder, JitDatabaseOptions options)
    {
        var names = string.Join(", ", builder.Candidates.Select(c => c.Name));
        JitProviderCandidate[] unnamed = [.. builder.Candidates.Where(c => !c.IsByNameOnly)];
        return (options.Provider, builder.Candidates) switch
        {
            (null or "", _) when unnamed is [var only] => only,
            (_, []) => throw new JitConfigurationException(
                $"Database '{builder.Name}' has no provider. Register one: AddJitDatabase(\"{builder.Name}\", db => db.UseRdsIam())."),
            (null or "", _) when unnamed is [] => throw new JitConfigurationException(
                $"Database '{builder.Name}' has no provider that is used without being named ({names}). Choose one by " +
                $"{JitDatabaseOptions.SectionName}:{builder.Name}:Provider."),
            (null or "", _) => throw new JitConfigurationException(
                $"Database '{builder.Name}' has several providers ({names}). Choose one by {JitDatabaseOptions.SectionName}:{builder.Name}:Provider."),
            ({ } chosen, var candidates) => candidates.FirstOrDefault(c => string.Equals(c.Name, chosen, StringComparison.OrdinalIgnoreCase))
                ?? throw new JitConfigurationException(
                    $"{JitDatabaseOptions.SectionName}:{builder.Name}:Provider is '{chosen}', which is not registered. Registered: {names}."),
        };
    }
}

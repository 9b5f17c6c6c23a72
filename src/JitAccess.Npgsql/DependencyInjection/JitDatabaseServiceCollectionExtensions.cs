using System.Data.Common;
using JitAccess;
using JitAccess.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers databases whose connections log in with credentials minted on demand.</summary>
public static class JitDatabaseServiceCollectionExtensions
{
    /// <summary>Registers a database, keyed by its name and without a key.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The name of the connection string and of the section <c>JitAccess:Databases:{name}</c>.</param>
    /// <param name="configure">Says who mints, such as <c>db => db.UseRdsIam()</c>.</param>
    /// <remarks>
    /// Registered are <see cref="NpgsqlDataSource"/>, <see cref="NpgsqlMultiHostDataSource"/> (where there are several hosts),
    /// <see cref="DbDataSource"/>, <see cref="NpgsqlConnection"/>, <see cref="DbConnection"/> and <see cref="JitDatabase"/>. Configuration is read
    /// when the host starts.
    /// </remarks>
    /// <exception cref="JitConfigurationException">The name is taken, or another database is registered without a key.</exception>
    public static IServiceCollection AddJitDatabase(this IServiceCollection services, string name, Action<JitDatabaseBuilder>? configure = null) =>
        AddJitDatabaseCore(services, name, configure, isKeyedOnly: false);

    /// <summary>Registers a database, keyed by its name only.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The name of the connection string and of the section <c>JitAccess:Databases:{name}</c>.</param>
    /// <param name="configure">Says who mints, such as <c>db => db.UseRdsIam()</c>.</param>
    /// <exception cref="JitConfigurationException">The name is taken.</exception>
    public static IServiceCollection AddKeyedJitDatabase(this IServiceCollection services, string name, Action<JitDatabaseBuilder>? configure = null) =>
        AddJitDatabaseCore(services, name, configure, isKeyedOnly: true);

    private static IServiceCollection AddJitDatabaseCore(
        IServiceCollection services, string name, Action<JitDatabaseBuilder>? configure, bool isKeyedOnly)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        RefuseSecondRegistration(services, name, isKeyedOnly);

        var registration = new JitDatabaseRegistration(new JitDatabaseBuilder(services, name), isKeyedOnly);
        services.AddJitDatabaseCore(name);
        services.AddSingleton(registration);
        AddKeyed(services, registration);
        if (!isKeyedOnly)
            AddUnkeyed(services, name);

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JitDatabaseHost>());
        AddHealthCheck(services, name);
        configure?.Invoke(registration.Builder);
        return services;
    }

    private static void RefuseSecondRegistration(IServiceCollection services, string name, bool isKeyedOnly)
    {
        foreach (var other in services.Where(d => !d.IsKeyedService).Select(d => d.ImplementationInstance).OfType<JitDatabaseRegistration>())
        {
            if (string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase))
                throw new JitConfigurationException($"Database '{name}' is registered twice; register each name once.");
            if (!isKeyedOnly && !other.IsKeyedOnly)
                throw new JitConfigurationException(
                    $"Database '{other.Name}' is already the one without a key, so '{name}' can't be. Register '{name}' by AddKeyedJitDatabase and " +
                    $"inject it by [FromKeyedServices(\"{name}\")].");
        }
    }

    private static void AddKeyed(IServiceCollection services, JitDatabaseRegistration registration)
    {
        var key = registration.Name;
        services.AddKeyedSingleton(key, (provider, _) => RegisteredDatabaseFactory.Create(provider, registration));
        services.AddKeyedSingleton(key, static (provider, name) => provider.GetRequiredKeyedService<JitDatabase>(name).DataSource);
        services.AddKeyedSingleton(key, static (provider, name) => MultiHost(provider.GetRequiredKeyedService<JitDatabase>(name)));
        services.AddKeyedSingleton<DbDataSource>(key, static (provider, name) => provider.GetRequiredKeyedService<NpgsqlDataSource>(name));
        services.AddKeyedTransient(key, static (provider, name) => provider.GetRequiredKeyedService<NpgsqlDataSource>(name).CreateConnection());
        services.AddKeyedTransient<DbConnection>(key, static (provider, name) => provider.GetRequiredKeyedService<NpgsqlConnection>(name));
    }

    private static void AddUnkeyed(IServiceCollection services, string name)
    {
        services.AddSingleton(provider => provider.GetRequiredKeyedService<JitDatabase>(name));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<NpgsqlDataSource>(name));
        services.AddSingleton(provider => MultiHost(provider.GetRequiredKeyedService<JitDatabase>(name)));
        services.AddSingleton<DbDataSource>(provider => provider.GetRequiredKeyedService<NpgsqlDataSource>(name));
        services.AddTransient(provider => provider.GetRequiredKeyedService<NpgsqlConnection>(name));
        services.AddTransient<DbConnection>(provider => provider.GetRequiredKeyedService<NpgsqlConnection>(name));
    }

    // How many hosts there are is known once configuration is read, so the registration is always there.
    private static NpgsqlMultiHostDataSource MultiHost(JitDatabase database) => database.MultiHostDataSource ?? throw new JitConfigurationException(
        $"An NpgsqlMultiHostDataSource of database '{database.Name}' is asked for, but its connection string names one host. Inject NpgsqlDataSource, " +
        "or list several hosts: Host=writer,reader.");

    // Added when the options are known, since DisableHealthChecks may come from configuration.
    private static void AddHealthCheck(IServiceCollection services, string name)
    {
        services.AddHealthChecks();
        services.AddSingleton<IConfigureOptions<HealthCheckServiceOptions>>(provider => new ConfigureOptions<HealthCheckServiceOptions>(options =>
        {
            if (!provider.GetRequiredService<IOptionsMonitor<JitDatabaseOptions>>().Get(name).DisableHealthChecks)
                options.Registrations.Add(new HealthCheckRegistration(
                    $"JitAccess_{name}",
                    services => new JitDatabaseHealthCheck(
                        () => services.GetRequiredKeyedService<JitDatabase>(name), services.GetRequiredService<TimeProvider>()),
                    failureStatus: null,
                    tags: ["jitaccess", "ready"]));
        }));
    }
}

using System.Diagnostics.Metrics;
using JitAccess;
using JitAccess.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the databases of a host share; called by the driver's package.</summary>
public static class JitAccessServiceCollectionExtensions
{
    /// <summary>Registers the runtime, and the options of the database <paramref name="name"/> bound lazily to configuration.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The database's name.</param>
    /// <remarks>
    /// The section <c>JitAccess:Databases:{name}</c> comes first, then the connection string <c>ConnectionStrings:{name}</c>, then code.
    /// </remarks>
    public static IServiceCollection AddJitDatabaseCore(this IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new JitRuntime
        {
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
            LoggerFactory = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            MeterFactory = provider.GetService<IMeterFactory>(),
        });
        services.AddSingleton<IConfigureOptions<JitDatabaseOptions>>(provider =>
            new ConfigureNamedOptions<JitDatabaseOptions>(name, options => Read(provider.GetService<IConfiguration>(), name, options)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JitDatabaseOptions>, JitDatabaseOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JitDatabaseOptions>, JitDatabaseOptionsCrossValidator>());
        services.AddOptions<JitDatabaseOptions>(name).ValidateOnStart();
        return services;
    }

    private static void Read(IConfiguration? configuration, string name, JitDatabaseOptions options)
    {
        if (configuration is null)
            return;

        ConfigurationReading.Run(() => configuration.GetSection($"{JitDatabaseOptions.SectionName}:{name}").Bind(options));

        // Here, so that it comes after the section and before code: the order of Aspire's client integrations, whose AppHost sets it.
        if (configuration.GetConnectionString(name) is { Length: > 0 } connectionString)
            options.ConnectionString = connectionString;
    }
}

using JitAccess;
using JitAccess.Internal;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures the data source of a database.</summary>
public static class NpgsqlJitDatabaseBuilderExtensions
{
    /// <summary>Configures the data source: type mappings, logging, pool settings.</summary>
    /// <param name="builder">The database's builder.</param>
    /// <param name="configure">Called once, when the data source is built and before its transport settings are checked.</param>
    /// <remarks>A password provider set here fails the start; the initializer slot and all other callbacks are the application's.</remarks>
    public static JitDatabaseBuilder ConfigureDataSource(
        this JitDatabaseBuilder builder, Action<IServiceProvider, NpgsqlDataSourceBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var registration = builder.Services.Select(d => d.IsKeyedService ? null : d.ImplementationInstance).OfType<JitDatabaseRegistration>()
            .FirstOrDefault(r => ReferenceEquals(r.Builder, builder))
            ?? throw new InvalidOperationException("ConfigureDataSource is called inside AddJitDatabase(name, db => …).");
        registration.AddHook(configure);
        return builder;
    }
}

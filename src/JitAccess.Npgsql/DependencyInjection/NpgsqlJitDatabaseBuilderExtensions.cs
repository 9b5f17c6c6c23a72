using JitAccess;
using JitAccess.Internal;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures the data source of a database.</summary>
public static class NpgsqlJitDatabaseBuilderExtensions
{
    /// <summary>Adds the candidate <c>ConnectionStringPassword</c>: the password of the connection string, on a developer's machine.</summary>
    /// <param name="builder">The database's builder.</param>
    /// <remarks>
    /// It is used only where <see cref="JitDatabaseOptions.Provider"/> names it, and never in Production. The password is taken out of the
    /// connection string and sent by SCRAM only; TLS may be weaker than <c>VerifyFull</c> where every host is loopback. Each start warns, and
    /// logins count as <c>jitaccess.credential.standing_use</c>.
    /// </remarks>
    public static JitDatabaseBuilder UseConnectionStringPassword(this JitDatabaseBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCandidate(
            ConnectionStringPasswordProvider.CandidateName,
            services => new ConnectionStringPasswordProvider(builder.Name, services),
            isByNameOnly: true);
    }

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

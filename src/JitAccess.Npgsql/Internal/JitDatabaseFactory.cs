using Npgsql;

namespace JitAccess.Internal;

/// <summary>Builds a <see cref="JitDatabase"/>: checks every setting, then wires engine, driver and hook. Nothing is started before all is checked.</summary>
internal static class JitDatabaseFactory
{
    public static JitDatabase Create(
        NpgsqlDataSourceBuilder builder, IJitCredentialProvider provider, JitDatabaseOptions options, JitRuntime runtime)
    {
        var credentials = CredentialWiring.Apply(builder, provider, options, runtime);
        try
        {
            if (credentials.Rotation is { } rotation)
                return new JitDatabase(builder.Name!, first => rotation.Build(builder, first!), credentials, options.Prefetch);
            var dataSource = builder.Build(); // at once, so that what is wrong with it shows here
            var database = new JitDatabase(builder.Name!, _ => dataSource, credentials, options.Prefetch);
            _ = database.DataSource; // from here on it is the database's to dispose
            return database;
        }
        catch
        {
            _ = credentials.DisposeAsync().AsTask(); // never read, so there is nothing to wait for
            throw;
        }
    }
}

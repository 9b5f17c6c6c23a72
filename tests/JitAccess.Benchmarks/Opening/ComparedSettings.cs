using Npgsql;

namespace JitAccess.Benchmarks.Opening;

/// <summary>What both ways have in common: that which JitAccess would set is set for both.</summary>
internal static class ComparedSettings
{
    /// <summary>Returns a builder that a credential is still missing from.</summary>
    /// <param name="connectionString">The server.</param>
    /// <param name="requireAuth">How a password is given.</param>
    /// <param name="configure">More settings.</param>
    public static NpgsqlDataSourceBuilder Builder(string connectionString, string requireAuth, Action<NpgsqlConnectionStringBuilder>? configure)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.GssEncryptionMode = GssEncryptionMode.Disable;
        settings.SslNegotiation = SslNegotiation.Postgres;
        settings.RequireAuth = requireAuth;
        settings.ConnectionLifetime = 3000; // JitAccess would draw one
        configure?.Invoke(settings);
        return builder;
    }

    /// <summary>Builds the way without JitAccess.</summary>
    public static NpgsqlDataSource BuildPlain(this NpgsqlDataSourceBuilder builder, string password)
    {
        builder.ConnectionStringBuilder.Password = password;

        // JitAccess listens to Npgsql's physical opens in this process, so that Npgsql would start activities for this data source too.
        builder.ConfigureTracing(static tracing => tracing.EnablePhysicalOpenTracing(false));
        return builder.Build();
    }
}

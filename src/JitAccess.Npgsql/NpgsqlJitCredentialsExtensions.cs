using JitAccess;

namespace Npgsql;

/// <summary>Connects data sources that the application builds itself to JitAccess.</summary>
public static class NpgsqlJitCredentialsExtensions
{
    /// <summary>Makes the data source log in with credentials of <paramref name="source"/>.</summary>
    /// <param name="builder">The builder, configured to the end: call this last. Its connection string holds no password.</param>
    /// <param name="source">Where the credentials come from; it serves one data source.</param>
    /// <remarks>The same checks as in <see cref="JitDatabase.CreateAsync"/> apply; a connection string that is changed afterwards gets nothing.</remarks>
    /// <exception cref="JitConfigurationException">A setting is missing, wrong, or weakens how a credential travels.</exception>
    public static NpgsqlDataSourceBuilder UseJitCredentials(this NpgsqlDataSourceBuilder builder, JitCredentialSource source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(source);
        source.Connect(builder);
        return builder;
    }
}

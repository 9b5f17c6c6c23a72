using JitAccess.Internal;
using Npgsql;

namespace JitAccess;

/// <summary>A database whose connections log in with credentials minted on demand.</summary>
/// <remarks>
/// It holds the one <see cref="NpgsqlDataSource"/> for the life of the process; credentials change underneath. Disposing it closes the pool,
/// revokes leases (RDS tokens have none and end by themselves) and stops the refresh. A session that is open stays open: neither expiry nor
/// disposal of a credential ends it at the server.
/// </remarks>
public sealed class JitDatabase : IAsyncDisposable, IDisposable
{
    private readonly DatabaseCredentials _credentials;
    private readonly JitPrefetch _prefetch;
    private readonly Lazy<Task> _disposal;

    internal JitDatabase(string name, NpgsqlDataSource dataSource, DatabaseCredentials credentials, JitPrefetch prefetch)
    {
        Name = name;
        DataSource = dataSource;
        _credentials = credentials;
        _prefetch = prefetch;
        _disposal = new Lazy<Task>(DisposeCoreAsync);
    }

    /// <summary>Gets the database's name, which is also the data source's.</summary>
    public string Name { get; }

    /// <summary>Gets the data source; the same one for the life of this object.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Gets the data source as one of several hosts, or <see langword="null"/> where the connection string names one.</summary>
    public NpgsqlMultiHostDataSource? MultiHostDataSource => DataSource as NpgsqlMultiHostDataSource;

    /// <summary>Builds a database and asks for its first credential, as <see cref="JitDatabaseOptions.Prefetch"/> says.</summary>
    /// <param name="builder">The data source as the application configures it; its connection string holds no password.</param>
    /// <param name="provider">What mints; whoever created it disposes it.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="runtime">Clock, chance, logs and meters; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait for the first credential.</param>
    /// <exception cref="JitConfigurationException">A setting is missing, wrong, or weakens how a credential travels.</exception>
    /// <exception cref="JitCredentialException">The issuer refused, or <see cref="JitPrefetch.Required"/> is set and it did not answer.</exception>
    public static async Task<JitDatabase> CreateAsync(
        NpgsqlDataSourceBuilder builder, IJitCredentialProvider provider, JitDatabaseOptions? options = null,
        JitRuntime? runtime = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(provider);
        var database = JitDatabaseFactory.Create(builder, provider, options ?? new JitDatabaseOptions(), runtime ?? new JitRuntime());
        try
        {
            await database.PrefetchAsync(cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns the state of each credential: generation, age, expiry and failures, never a secret.</summary>
    public IReadOnlyList<JitEngineStatus> GetStatus() => _credentials.GetStatus();

    /// <summary>Closes the pool, revokes leases, stops the refresh.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <summary>Closes the pool, revokes leases, stops the refresh; blocks until done.</summary>
    public void Dispose() => _disposal.Value.GetAwaiter().GetResult();

    internal Task PrefetchAsync(CancellationToken cancellationToken) => _credentials.PrefetchAsync(_prefetch, cancellationToken);

    internal Task RevokeAsync(CancellationToken cancellationToken) => _credentials.RevokeAsync(cancellationToken);

    private async Task DisposeCoreAsync()
    {
        await DataSource.DisposeAsync().ConfigureAwait(false); // first, so that no session is left to a lease that is revoked
        await _credentials.DisposeAsync().ConfigureAwait(false);
    }
}

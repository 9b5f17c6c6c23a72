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
    private readonly Func<JitCredentialSnapshot?, NpgsqlDataSource> _build;
    private readonly Lock _gate = new();
    private NpgsqlDataSource? _dataSource;
    private bool _disposed;

    internal JitDatabase(string name, Func<JitCredentialSnapshot?, NpgsqlDataSource> build, DatabaseCredentials credentials, JitPrefetch prefetch)
    {
        Name = name;
        _build = build;
        _credentials = credentials;
        _prefetch = prefetch;
        _disposal = new Lazy<Task>(DisposeCoreAsync);
    }

    /// <summary>Gets the database's name, which is also the data source's.</summary>
    public string Name { get; }

    /// <summary>Gets the data source; the same one for the life of this object, whatever becomes of the user name.</summary>
    /// <remarks>Where the issuer chooses the user name, the first use waits for the first credential, two thirds of the connection's timeout at
    /// most: a data source can't be built without a name.</remarks>
    /// <exception cref="JitCredentialException">The issuer chooses the user name, and has not answered yet; a later use asks again.</exception>
    public NpgsqlDataSource DataSource
    {
        get
        {
            if (Volatile.Read(ref _dataSource) is { } built)
                return built;
            var first = _credentials.Rotation?.WaitForFirst(); // outside the lock: whoever else comes waits for the same answer, and not in turn
            lock (_gate)
            {
                if (_dataSource is null)
                    ObjectDisposedException.ThrowIf(_disposed, this);
                return _dataSource ??= _build(first);
            }
        }
    }

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

    /// <summary>Replaces the credential now, as where it may have leaked: mints another, uses it for every login from now on, and gives the one before up.</summary>
    /// <param name="cancellationToken">Ends the wait; the replacement goes on.</param>
    /// <remarks>A lease is revoked when the connections that use it have been returned. A token without a lease, such as that of RDS, can't be
    /// revoked and ends by itself; sessions that it opened stay open. Where the user name changes, the new one is used a few seconds after it was made.</remarks>
    /// <exception cref="JitCredentialException">The issuer refused, or could not be reached; nothing has changed.</exception>
    public Task RotateAsync(CancellationToken cancellationToken = default) => _credentials.RotateAsync(cancellationToken);

    /// <summary>Closes the pool, revokes leases, stops the refresh.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <summary>Closes the pool, revokes leases, stops the refresh; blocks until done.</summary>
    public void Dispose() => _disposal.Value.GetAwaiter().GetResult();

    internal async Task PrefetchAsync(CancellationToken cancellationToken)
    {
        await _credentials.PrefetchAsync(_prefetch, cancellationToken).ConfigureAwait(false);
        if (_credentials.Rotation is null || _prefetch == JitPrefetch.None || GetStatus().Any(static s => s.Generation == 0))
            return;
        _ = DataSource; // its credential is there, so this does not wait
        await _credentials.GetReadyAsync(cancellationToken).ConfigureAwait(false);
    }

    internal Task RevokeAsync(CancellationToken cancellationToken) => _credentials.RevokeAsync(cancellationToken);

    private async Task DisposeCoreAsync()
    {
        NpgsqlDataSource? dataSource;
        lock (_gate)
        {
            _disposed = true;
            dataSource = _dataSource;
        }

        if (dataSource is not null)
            await dataSource.DisposeAsync().ConfigureAwait(false); // first, so that no session is left to a lease that is revoked
        await _credentials.DisposeAsync().ConfigureAwait(false);
    }
}

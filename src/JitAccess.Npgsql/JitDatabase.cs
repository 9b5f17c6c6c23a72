using JitAccess.Internal;
using Microsoft.Extensions.Logging;
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
    // Shutdown must end even where the issuer does not answer; a lease that is left ends by itself.
    private static readonly TimeSpan RevokeLimit = TimeSpan.FromSeconds(5);

    private readonly JitCredentialEngine[] _engines;
    private readonly IDisposable[] _registrations;
    private readonly JitPrefetch _prefetch;
    private readonly PhysicalOpenListener _listener;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly Lazy<Task> _disposal;

    internal JitDatabase(
        string name, NpgsqlDataSource dataSource, JitCredentialEngine[] engines, JitPrefetch prefetch, JitRuntime runtime,
        PhysicalOpenListener listener, ILogger logger)
    {
        Name = name;
        DataSource = dataSource;
        _engines = engines;
        _prefetch = prefetch;
        _listener = listener;
        _logger = logger;
        _timeProvider = runtime.TimeProvider;
        _registrations = Array.ConvertAll(engines, JitRefreshScheduler.For(runtime.TimeProvider).Register);
        _disposal = new Lazy<Task>(DisposeCoreAsync);
    }

    /// <summary>Gets the database's name, which is also the data source's.</summary>
    public string Name { get; }

    /// <summary>Gets the data source; the same one for the life of this object.</summary>
    public NpgsqlDataSource DataSource { get; }

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
        options ??= new JitDatabaseOptions();
        runtime ??= new JitRuntime();
        var name = builder.Name ?? builder.ConnectionStringBuilder.Database ?? "database";
        options.Validate(name);

        var database = JitDatabaseFactory.Create(builder, provider, options, name, runtime);
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
    public IReadOnlyList<JitEngineStatus> GetStatus() => Array.ConvertAll(_engines, static engine => engine.GetStatus());

    /// <summary>Closes the pool, revokes leases, stops the refresh.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <summary>Closes the pool, revokes leases, stops the refresh; blocks until done.</summary>
    public void Dispose() => _disposal.Value.GetAwaiter().GetResult();

    /// <summary>Asks for the first credentials; what a failure means is the option's to say.</summary>
    internal async Task PrefetchAsync(CancellationToken cancellationToken)
    {
        if (_prefetch == JitPrefetch.None)
            return;

        try
        {
            await Task.WhenAll(Array.ConvertAll(_engines, engine => engine.GetCredentialAsync(cancellationToken).AsTask())).ConfigureAwait(false);
        }
        catch (JitCredentialException e) when (_prefetch == JitPrefetch.BestEffort && !IsTerminal(e))
        {
            Log.PrefetchFailed(_logger, Name, e);
        }
    }

    /// <summary>Ends the leases at the issuer; best effort, for they end by themselves too.</summary>
    internal Task RevokeAsync(CancellationToken cancellationToken) => Task.WhenAll(Array.ConvertAll(_engines, async engine =>
    {
        try
        {
            await engine.RevokeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JitProviderException or OperationCanceledException)
        {
            Log.RevokeFailed(_logger, Name, engine.Current?.Credential.ExpiresAt, e);
        }
    }));

    private static bool IsTerminal(JitCredentialException e) =>
        e.InnerException is JitProviderException { Kind: JitProviderErrorKind.Denied or JitProviderErrorKind.Misconfigured };

    private async Task DisposeCoreAsync()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        await DataSource.DisposeAsync().ConfigureAwait(false);
        using (var limit = new CancellationTokenSource(RevokeLimit, _timeProvider))
            await RevokeAsync(limit.Token).ConfigureAwait(false);
        foreach (var engine in _engines)
            await engine.DisposeAsync().ConfigureAwait(false);
        _listener.Dispose();
    }
}

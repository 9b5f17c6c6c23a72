using System.Runtime.ExceptionServices;
using JitAccess.Internal.Rotation;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>What stands behind one data source: its engines, their place at the scheduler, the hook. All of it ends together.</summary>
internal sealed class DatabaseCredentials : IAsyncDisposable
{
    // Shutdown must end even where the issuer does not answer; a lease that is left ends by itself.
    private static readonly TimeSpan RevokeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RevokePause = TimeSpan.FromMilliseconds(100);
    private const int RevokeAttempts = 3;

    private readonly string _database;
    private readonly JitCredentialEngine[] _engines;
    private readonly IDisposable[] _registrations;
    private readonly PhysicalOpenListener _listener = PhysicalOpenListener.Acquire();
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lazy<Task> _disposal;
    private volatile bool _waitedInVain;

    public DatabaseCredentials(string database, IEnumerable<JitCredentialEngine> engines, TimeProvider timeProvider, ILogger logger)
    {
        _database = database;
        _engines = [.. engines];
        _timeProvider = timeProvider;
        _logger = logger;
        _registrations = Array.ConvertAll(_engines, JitRefreshScheduler.For(timeProvider).Register);
        _disposal = new Lazy<Task>(DisposeCoreAsync);
    }

    /// <summary>Gets what changes the user name, where the provider does.</summary>
    public UserNameRotation? Rotation { get; init; }

    public IReadOnlyList<JitEngineStatus> GetStatus() => Array.ConvertAll(_engines, static engine => engine.GetStatus());

    /// <summary>Asks for the first credentials; what a failure means is the option's to say.</summary>
    public async Task PrefetchAsync(JitPrefetch prefetch, CancellationToken cancellationToken)
    {
        if (prefetch == JitPrefetch.None)
            return;

        var reads = Array.ConvertAll(_engines, engine => engine.GetCredentialAsync(cancellationToken).AsTask());
        try
        {
            await Task.WhenAll(reads).ConfigureAwait(false);
        }
        catch (JitCredentialException e) when (prefetch == JitPrefetch.BestEffort)
        {
            // Of several hosts one may be refused for good while another is only out of reach; the first to fail says nothing of the rest.
            if (reads.Select(Failure).FirstOrDefault(IsTerminal) is { } terminal)
                ExceptionDispatchInfo.Throw(terminal);
            Log.PrefetchFailed(_logger, _database, e);
        }
    }

    /// <summary>Ends the leases at the issuer, within <see cref="RevokeLimit"/>; best effort, for they end by themselves too.</summary>
    public async Task RevokeAsync(CancellationToken cancellationToken)
    {
        // A host waits for all its databases at once; what disposes them afterwards, for one after the other.
        if (_waitedInVain)
            return;
        using var limit = new CancellationTokenSource(RevokeLimit, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var leaving = Rotation?.RevokeAsync() ?? Task.CompletedTask;
        await Task.WhenAll(Array.ConvertAll(_engines, engine => RevokeAsync(engine, either.Token))).ConfigureAwait(false);
        await leaving.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!leaving.IsCompleted)
            Log.RevokeFailed(_logger, _database, Rotation!.LastEnd, new TimeoutException("The issuer did not answer in time."));
        _waitedInVain = limit.IsCancellationRequested;
    }

    private async Task RevokeAsync(JitCredentialEngine engine, CancellationToken limit)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Not by the provider's grace: one that ignores its token must not hold the shutdown.
                await engine.RevokeAsync(limit).AsTask().WaitAsync(limit).ConfigureAwait(false);
                return;
            }
            catch (JitProviderException e) when (e.Kind == JitProviderErrorKind.Transient && attempt < RevokeAttempts && !limit.IsCancellationRequested)
            {
                await Task.Delay(RevokePause * attempt, _timeProvider, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // Whatever a provider throws: a host must be able to stop, and the other leases are to be given up too.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.RevokeFailed(_logger, _database, engine.Current?.Credential.ExpiresAt, e);
                return;
            }
        }
    }

    /// <summary>Replaces every credential now, and its user name where it has another.</summary>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Array.ConvertAll(_engines, engine => engine.ReplaceAsync(cancellationToken))).ConfigureAwait(false);
        if (Rotation is not null)
            await Rotation.CatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the first connection, which a change of the user name needs to have seen.</summary>
    public async Task GetReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Rotation is not null)
                await Rotation.GetReadyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            Log.FirstOpenFailed(_logger, _database, e);
        }
    }

    /// <summary>Stops the refresh, revokes leases, ends the engines; what still opens connections gets <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    private static Exception? Failure(Task read) => read.Exception?.InnerException;

    private static bool IsTerminal(Exception? failure) =>
        failure is JitCredentialException { InnerException: JitProviderException { Kind: JitProviderErrorKind.Denied or JitProviderErrorKind.Misconfigured } };

    private async Task DisposeCoreAsync()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        foreach (var engine in _engines)
            await engine.DisposeAsync().ConfigureAwait(false); // first: what it would mint from now on, nobody would give up
        await RevokeAsync(CancellationToken.None).ConfigureAwait(false);
        Rotation?.Dispose();
        _listener.Dispose();
    }
}

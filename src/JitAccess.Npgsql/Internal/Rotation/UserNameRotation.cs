using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Follows an engine whose credentials change their user name: one data source for the life of the process, no operation that fails.</summary>
/// <remarks>
/// For each new credential: prove that it can log in, change the name in place, close idle sessions (busy ones close when they are returned),
/// and take the old user out of service. Old and new overlap; the engine's lead before the end of a lease leaves the time.
/// </remarks>
internal sealed class UserNameRotation : IDisposable
{
    // The reserve in the engine's lead is half a minute; what is left of it covers the mint.
    private static readonly TimeSpan ProofLimit = TimeSpan.FromSeconds(25);

    private readonly JitCredentialEngine _engine;
    private readonly TimeSpan _firstWait;
    private readonly RotationTools _tools;
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _retiring = [];
    private UserNames? _names;
    private NpgsqlDataSource? _dataSource;
    private Task _moving = Task.CompletedTask;
    private volatile bool _isReady;

    public UserNameRotation(JitCredentialEngine engine, TimeSpan firstWait, RotationTools tools)
    {
        _engine = engine;
        _firstWait = firstWait;
        _tools = tools;
        RotationEpoch.Acquire();
    }

    /// <summary>Gets the names, once the first credential has come and the data source was built with it.</summary>
    public UserNames? Names => Volatile.Read(ref _names);

    /// <summary>Waits for the first user, builds the application's data source with its name, and follows the engine from then on.</summary>
    /// <exception cref="JitCredentialException">There is none, and none came in time.</exception>
    public NpgsqlDataSource Build(NpgsqlDataSourceBuilder builder)
    {
        var first = _engine.ReadForOpen(_firstWait);
        builder.ConnectionStringBuilder.Username = first.Credential.UserName;
        _dataSource = builder.Build();
        builder.ConnectionStringBuilder.Username = null;
        Volatile.Write(ref _names, new UserNames(first));
        _engine.Changed += Follow;
        Follow();
        return _dataSource;
    }

    /// <summary>Opens a connection of its own to see whether this version of Npgsql can do it, and one of the application's to get hold of its pool.</summary>
    /// <exception cref="JitConfigurationException">It can't.</exception>
    /// <exception cref="NpgsqlException">The database can't be reached, or refuses.</exception>
    public async Task GetReadyAsync(CancellationToken cancellationToken)
    {
        if (_isReady)
            return;
        var own = _tools.Control.Create(_tools.Control.Hosts[0], Names!.Current.Name);
        await using (own.ConfigureAwait(false))
            await RotationSupport.TestAsync(own, _tools.Database, cancellationToken).ConfigureAwait(false);
        var connection = await _dataSource!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        _isReady = true;
    }

    /// <summary>Returns the user whose name an open has sent.</summary>
    /// <exception cref="JitCredentialException">That user has been given up.</exception>
    public HeldUser SentBy(NpgsqlConnectionStringBuilder settings)
    {
        RotationSupport.Observe(settings);
        var builtWith = settings.Username;
        return Names?.SentBy(settings, PhysicalOpenListener.CurrentOpen) ?? throw Gone(builtWith);
    }

    /// <summary>Returns the credential that goes with the name that was sent, renewed if it was.</summary>
    /// <exception cref="JitCredentialException">It has ended.</exception>
    public JitCredentialSnapshot Pair(HeldUser sent, JitCredentialSnapshot current) =>
        sent.Snapshot.Generation == current.Generation ? current
        : _tools.TimeProvider.GetUtcNow() < sent.Snapshot.ExpiresAt ? sent.Snapshot
        : throw Gone(sent.Name);

    /// <summary>Waits until the name of the engine's credential is the one that is sent.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken)
    {
        Follow();
        lock (_gate)
            return _moving.WaitAsync(cancellationToken);
    }

    /// <summary>Ends every wait and gives up the leases of users that are on their way out.</summary>
    public Task RevokeAsync()
    {
        _hurry.Cancel();
        lock (_gate)
            return Task.WhenAll([_moving, .. _retiring]);
    }

    public void Dispose()
    {
        _engine.Changed -= Follow;
        _hurry.Cancel();
        RotationEpoch.Release();
    }

    private JitCredentialException Gone(string? name) => new(
        _engine.Key,
        $"An open of database '{_tools.Database}' sent the user name '{name}', which had been replaced by then. The name is right from the next " +
        "open on: open again.",
        attempts: 0, nextAttemptAt: null, innerException: null);

    private void Follow()
    {
        lock (_gate)
            if (_moving.IsCompleted && IsBehind && !_hurry.IsCancellationRequested)
                _moving = Task.Run(MoveAsync);
    }

    private bool IsBehind => _engine.Current is { } next && next.Generation > Names!.Current.Snapshot.Generation;

    private async Task MoveAsync()
    {
        while (_engine.Current is { } next && next.Generation > Names!.Current.Snapshot.Generation)
        {
            var before = Names.Current;
            Names.Announce(next);
            if (!await ProveAsync(before, next).ConfigureAwait(false))
                Log.LoginUnproven(_tools.Logger, _tools.Database, next.Credential.UserName);
            if (_hurry.IsCancellationRequested)
            {
                await RetireAsync(before).ConfigureAwait(false); // the host ends; what is next, the engine gives up
                return;
            }

            await GetPoolAsync().ConfigureAwait(false);
            Names.MoveTo(next);
            _dataSource!.Clear();
            Log.UserNameChanged(_tools.Logger, _tools.Database, before.Name, next.Credential.UserName, next.Generation);
            lock (_gate)
            {
                _retiring.RemoveAll(static task => task.IsCompleted);
                _retiring.Add(RetireAsync(before));
            }
        }

        // What changed between the last look and the end of this task found it still running.
        _ = Task.Run(Follow);
    }

    /// <summary>Gets hold of the pool while the old name is still good, where the start could not.</summary>
    private async Task GetPoolAsync()
    {
        try
        {
            await GetReadyAsync(_hurry.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The first open then sends the old name, fails, and puts it right.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.PoolUnknown(_tools.Logger, _tools.Database, e);
        }
    }

    private async Task<bool> ProveAsync(HeldUser before, JitCredentialSnapshot next)
    {
        var left = before.Snapshot.ExpiresAt - _tools.TimeProvider.GetUtcNow();
        var limit = left < ProofLimit ? left : ProofLimit;
        if (limit <= TimeSpan.Zero)
            return true; // nothing works meanwhile, so there is nothing to wait for
        try
        {
            return await _tools.Proof.RunAsync(next.Credential.UserName, limit, _hurry.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A proof that could not be had must not keep the old name until it ends.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private async Task RetireAsync(HeldUser user)
    {
        await _tools.Retirement.RunAsync(user, _hurry.Token).ConfigureAwait(false);
        Names!.Forget(user);
    }
}

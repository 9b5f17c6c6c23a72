using System.Diagnostics;
using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Follows an engine whose credentials change their user name: one data source for the life of the process, no operation that fails.</summary>
/// <remarks>
/// For each new credential: prove that it can log in, change the name in place, close idle sessions (busy ones close when they are returned),
/// and take the old user out of service. Old and new overlap; the engine's lead before the end of a lease leaves the time. Every credential that
/// the engine replaces is taken from it once, so that none is left that nobody gives up.
/// </remarks>
internal sealed partial class UserNameRotation : IDisposable
{
    // The reserve in the engine's lead is half a minute; what is left of it covers the mint.
    private static readonly TimeSpan ProofLimit = TimeSpan.FromSeconds(25);

    private readonly JitCredentialEngine _engine;
    private readonly TimeSpan _firstWait;
    private readonly RotationTools _tools;
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _retiring = [];
    private readonly HashSet<long> _retired = [];
    private UserNames? _names;
    private NpgsqlDataSource? _dataSource;
    private Task _moving = Task.CompletedTask;
    private bool _isMoving;
    private long? _leftToTheEngine;

    public UserNameRotation(JitCredentialEngine engine, TimeSpan firstWait, RotationTools tools)
    {
        _engine = engine;
        _firstWait = firstWait;
        _tools = tools;
        Announcements = new Announcements(EveryPoolIsRight, tools.TimeProvider);
        RotationEpoch.Acquire();
        _engine.Changed += Follow;
        PhysicalOpenListener.RefusedUnasked += HearRefusal;
    }

    /// <summary>Gets what says whether opens announce that they read the name.</summary>
    public Announcements Announcements { get; }

    private UserNames Names => Volatile.Read(ref _names) ?? throw new InvalidOperationException("The data source is not built yet.");

    /// <summary>Gets when the last lease of a user that is held ends by itself.</summary>
    public DateTimeOffset? LastEnd => Volatile.Read(ref _names)?.LastEnd;

    /// <summary>Builds the application's data source with the first user's name, and follows the engine from then on.</summary>
    public NpgsqlDataSource Build(NpgsqlDataSourceBuilder builder, JitCredentialSnapshot first)
    {
        builder.ConnectionStringBuilder.Username = first.Credential.UserName;
        try
        {
            _dataSource = builder.Build();
        }
        finally
        {
            builder.ConnectionStringBuilder.Username = null;
        }

        Volatile.Write(ref _names, new UserNames(first));
        Follow();
        return _dataSource;
    }

    /// <summary>Returns the user whose name an open has sent.</summary>
    /// <exception cref="JitCredentialException">That user has been given up.</exception>
    /// <exception cref="JitConfigurationException">This version of Npgsql does not let a name be changed.</exception>
    public HeldUser SentBy(NpgsqlConnectionStringBuilder settings)
    {
        if (_unsupported is { } unsupported)
            throw new JitConfigurationException(unsupported.Message, unsupported);
        var name = settings.Username;
        return Names.SentBy(settings, PhysicalOpenListener.CurrentOpen) ?? throw Gone(name);
    }

    /// <summary>Returns the user that a connection of our own is for.</summary>
    /// <exception cref="JitCredentialException">That user has been given up.</exception>
    public HeldUser Named(NpgsqlConnectionStringBuilder settings) => Names.OfName(settings.Username) ?? throw Gone(settings.Username);

    /// <summary>Says whether an open's own user serves it, whatever the engine has by now.</summary>
    public bool IsServedByItsOwn(HeldUser sent) =>
        _engine.Current is { } current && current.Generation != sent.Snapshot.Generation && !IsOver(sent);

    /// <summary>Returns the credential that goes with the name that was sent, renewed if it was.</summary>
    /// <exception cref="JitCredentialException">It has ended.</exception>
    public JitCredentialSnapshot Pair(HeldUser sent, JitCredentialSnapshot current) =>
        sent.Name == current.Credential.UserName ? current
        : !IsOver(sent) ? sent.Snapshot
        : throw Gone(sent.Name);

    /// <summary>Waits until the name of the engine's credential is the one that is sent.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken)
    {
        Follow();
        lock (_gate)
            return _moving.WaitAsync(cancellationToken);
    }

    /// <summary>Ends every wait and gives up the leases of all users but the one that the engine holds.</summary>
    public async Task RevokeAsync()
    {
        var kept = _engine.Current?.Generation;
        await _hurry.CancelAsync().ConfigureAwait(false);
        Task moving;
        lock (_gate)
            moving = _moving;
        await moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var current = Volatile.Read(ref _names)?.Current;
        while (_engine.TryTakeReplaced(out var replaced))
        {
            if (replaced.Generation == kept)
                kept = null; // the engine has moved on meanwhile, and holds the next
            if (replaced.Generation != current?.Snapshot.Generation)
                Retire(new HeldUser(replaced, Since: 0), wasSent: false);
        }

        // The engine gives up what it holds; who disposes the database after its host has stopped finds that it holds nothing any more.
        _leftToTheEngine = kept ?? _leftToTheEngine;
        if (current is not null && current.Snapshot.Generation != _leftToTheEngine)
            Retire(current, wasSent: true);
        Task[] retiring;
        lock (_gate)
            retiring = [.. _retiring];
        await Task.WhenAll(retiring).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _engine.Changed -= Follow;
        _hurry.Cancel();
        Announcements.Dispose();
        PhysicalOpenListener.RefusedUnasked -= HearRefusal;
        RotationEpoch.Release();
    }

    /// <summary>A user that is gone and that its group let in is refused before a password is asked for; it has a name that nobody else has.</summary>
    private void HearRefusal(Activity refused, string sqlState)
    {
        if (Volatile.Read(ref _names)?.NamedBy(refused) is { } user)
            _tools.Control.Passwords?.RefusedUnasked(user, refused, sqlState);
    }

    private bool IsOver(HeldUser user) => _engine.HasEnded(user.Snapshot);

    private JitCredentialException Gone(string? name) => new(
        _engine.Key,
        $"An open of database '{_tools.Database}' sent the user name '{name}', which had been replaced by then. The name is right from the next " +
        "open on: open again.",
        attempts: 0, nextAttemptAt: null, innerException: null);

    private void Follow()
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _names) is not { } names || _hurry.IsCancellationRequested)
                return;
            names.Renew(_engine.Current);
            if (_isMoving || !IsBehind(names))
                return;
            _isMoving = true;
            _moving = Apart(MoveAsync);
        }
    }

    private bool IsBehind(UserNames names) => _engine.Current is { } next && next.Generation > names.Current.Snapshot.Generation;

    private async Task MoveAsync()
    {
        while (true)
        {
            try
            {
                await StepAsync(Names).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A step that failed is tried again with the next change; the old name serves as long as its user lives.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.MoveFailed(_tools.Logger, _tools.Database, e);
                lock (_gate)
                    _isMoving = false;
                return;
            }

            // Under the gate, so that a change is either seen here or finds that nobody is moving.
            lock (_gate)
            {
                if (IsBehind(Names) && !_hurry.IsCancellationRequested && _unsupported is null)
                    continue;
                _isMoving = false;
                return;
            }
        }
    }

    private async Task StepAsync(UserNames names)
    {
        if (_engine.Current is not { } next || next.Generation <= names.Current.Snapshot.Generation)
            return;
        if (next.Credential.UserName == names.Current.Name)
        {
            names.Renew(next); // an agent's cache repeats a user: nothing changes but its end
            return;
        }

        names.Announce(next);
        TakeReplaced(names);
        var before = names.Current;
        var announced = Announcements.BeginAsync(Patience(before), _hurry.Token);
        if (!await ProveAsync(before, next).ConfigureAwait(false) && !_hurry.IsCancellationRequested)
            Log.LoginUnproven(_tools.Logger, _tools.Database, next.Credential.UserName);
        await GetPoolAsync().ConfigureAwait(false);
        await announced.ConfigureAwait(false);
        if (_hurry.IsCancellationRequested || _unsupported is not null)
            return; // who ends the host gives up what is held

        before = names.Current; // as it was last renewed
        names.MoveTo(next);
        Announcements.EndLater();
        Retire(before, wasSent: true);
        _dataSource!.Clear();
        Log.UserNameChanged(_tools.Logger, _tools.Database, before.Name, next.Credential.UserName, next.Generation);
        TakeReplaced(names);
    }

    /// <summary>Takes what the engine has replaced: the one in use is left in its turn, the others nobody has ever sent.</summary>
    private void TakeReplaced(UserNames names)
    {
        while (_engine.TryTakeReplaced(out var replaced))
        {
            if (replaced.Credential.UserName == names.Current.Name)
                names.Renew(replaced);
            else
                Retire(new HeldUser(replaced, Since: 0), wasSent: false);
        }
    }

    private async Task<bool> ProveAsync(HeldUser before, JitCredentialSnapshot next)
    {
        var left = before.Snapshot.ExpiresAt - _tools.TimeProvider.GetUtcNow();
        if (IsOver(before))
            return true; // nothing works meanwhile, so there is nothing to wait for
        try
        {
            return await _tools.Proof.RunAsync(next.Credential.UserName, left < ProofLimit ? left : ProofLimit, _hurry.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A proof that could not be had must not keep the old name until it ends.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>How long a new name may wait for opens to announce themselves; where the old user is refused, opens fail meanwhile.</summary>
    private TimeSpan Patience(HeldUser before) =>
        IsOver(before) || before.Snapshot.IsRejected ? TimeSpan.Zero : (before.Snapshot.ExpiresAt - _tools.TimeProvider.GetUtcNow()) / 2;

    private bool EveryPoolIsRight() => Volatile.Read(ref _names) is not { } names || !names.MayFindAnOldName(_tools.Control.Hosts.Count);

    private void Retire(HeldUser user, bool wasSent)
    {
        lock (_gate)
        {
            if (!_retired.Add(user.Snapshot.Generation))
                return;
            _retiring.RemoveAll(static task => task.IsCompleted);
            _retiring.Add(Apart(() => RetireAsync(user, wasSent)));
        }
    }

    private async Task RetireAsync(HeldUser user, bool wasSent)
    {
        try
        {
            await _tools.Retirement.RunAsync(user, wasSent, () => _dataSource!.Clear(), _hurry.Token).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Read(ref _names)?.Forget(user);
        }
    }

    /// <summary>Runs without the context of whoever happens to bring the change: it lives on long after him.</summary>
    private static Task Apart(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Task.Run(work);
        using (ExecutionContext.SuppressFlow())
            return Task.Run(work);
    }
}

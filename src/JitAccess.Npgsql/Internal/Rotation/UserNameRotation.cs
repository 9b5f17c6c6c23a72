using Microsoft.Extensions.Logging;
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
    private readonly RotationTools _tools;
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _retiring = [];
    private UserNames? _names;
    private NpgsqlDataSource? _dataSource;
    private Task _moving = Task.CompletedTask;

    public UserNameRotation(JitCredentialEngine engine, RotationTools tools)
    {
        _engine = engine;
        _tools = tools;
        RotationEpoch.Acquire();
    }

    /// <summary>Gets the names, once the first credential has come and the data source was built with it.</summary>
    public UserNames? Names => Volatile.Read(ref _names);

    /// <summary>Builds the application's data source with the first user's name, and follows the engine from then on.</summary>
    public NpgsqlDataSource Build(NpgsqlDataSourceBuilder builder, JitCredentialSnapshot first)
    {
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
        await using (var own = _tools.Control.Create(_tools.Control.Hosts[0], Names!.Current.Name))
            await RotationSupport.TestAsync(own, _tools.Database, cancellationToken).ConfigureAwait(false);
        await using (await _dataSource!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false))
        {
        }
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
                return; // the host ends, and the engine gives up what it holds

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
        catch (Exception e) when (e is not OperationCanceledException || !_hurry.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
        catch (OperationCanceledException)
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

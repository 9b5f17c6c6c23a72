using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>The start: a first user, and proof that this version of Npgsql can do what is to come.</summary>
internal sealed partial class UserNameRotation
{
    private static readonly TimeSpan AnswersForOthers = TimeSpan.FromSeconds(1); // the shortest time for which the engine's own errors do
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(15);

    private WaitInVain? _inVain;
    private volatile bool _isReady;
    private volatile JitConfigurationException? _unsupported;

    /// <summary>Sets what answers our own connections; once, before the first.</summary>
    public void UsePasswords(PasswordProvider passwords) => _tools.Control.Passwords = passwords;

    /// <summary>Waits for the first user.</summary>
    /// <exception cref="JitCredentialException">There is none, and none came in time.</exception>
    /// <remarks>
    /// A container resolves one data source at a time, so a crowd that comes while the issuer hangs would wait one after the other, for minutes.
    /// What one of them has waited for in vain answers those behind it.
    /// </remarks>
    public JitCredentialSnapshot WaitForFirst()
    {
        if (Volatile.Read(ref _inVain) is { } wait && _engine.Current is null && _tools.TimeProvider.GetElapsedTime(wait.Ended) < AnswersForOthers)
            throw new JitCredentialException(wait.Error.Key, wait.Error.Message, wait.Error.Attempts, wait.Error.NextAttemptAt, wait.Error.InnerException);
        try
        {
            return _engine.ReadForOpen(_firstWait);
        }
        catch (JitCredentialException e)
        {
            Volatile.Write(ref _inVain, new WaitInVain(_tools.TimeProvider.GetTimestamp(), e));
            throw;
        }
    }

    /// <summary>Opens a connection of its own to see whether this version of Npgsql can do it, and one of the application's to get hold of its pool.</summary>
    /// <exception cref="JitConfigurationException">It can't.</exception>
    /// <exception cref="NpgsqlException">The database can't be reached, or refuses.</exception>
    public Task GetReadyAsync(CancellationToken cancellationToken) => Apart(() => GetReadyCoreAsync(cancellationToken));

    /// <summary>Gets hold of the pool while the old name is still good, where the start could not.</summary>
    private async Task GetPoolAsync()
    {
        if (_isReady || _hurry.IsCancellationRequested)
            return;
        using var limit = new CancellationTokenSource(ReadyLimit, _tools.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _hurry.Token);
        try
        {
            await GetReadyCoreAsync(either.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The first open then sends the old name, fails, and puts it right.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.PoolUnknown(_tools.Logger, _tools.Database, e);
        }
    }

    private async Task GetReadyCoreAsync(CancellationToken cancellationToken)
    {
        if (_isReady)
            return;
        try
        {
            await TestSupportAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (JitConfigurationException e)
        {
            _unsupported = e;
            throw;
        }

        var connection = await _dataSource!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        _isReady = true;
    }

    /// <summary>Tests at the first host that answers.</summary>
    private async Task TestSupportAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await RotationSupport.TestAsync(_tools.Control, _tools.Control.Hosts[i], Names.Current.Name, _tools.Database, cancellationToken)
                    .ConfigureAwait(false);
                return;
            }
            catch (NpgsqlException) when (i + 1 < _tools.Control.Hosts.Count && !cancellationToken.IsCancellationRequested)
            {
                // the next may answer
            }
        }
    }

    private sealed record WaitInVain(long Ended, JitCredentialException Error);
}

using JitAccess.Vault.Internal;

namespace JitAccess.Vault.Sessions;

internal sealed partial class VaultSessions
{
    private Task _retired = Task.CompletedTask;

    /// <summary>Notes that a lease hangs on the session.</summary>
    public void AddLease(VaultSession session, string leaseId)
    {
        lock (_gate)
            session.AddLease(leaseId);
    }

    /// <summary>Notes that a lease is gone; with its last lease, an old session of ours goes too.</summary>
    public void RemoveLease(VaultSession session, string leaseId)
    {
        bool removed;
        lock (_gate)
            removed = session.RemoveLease(leaseId);
        if (removed)
            Retire(session);
    }

    public bool HoldsOtherLease(VaultSession session, string leaseId)
    {
        lock (_gate)
            return session.HoldsOther(leaseId);
    }

    /// <summary>Revokes the session's token, and with it all leases that it created.</summary>
    /// <exception cref="JitProviderException">It could not be revoked.</exception>
    public async Task RevokeAsync(VaultSession session, CancellationToken cancellationToken)
    {
        var answer = await tokens.RevokeAsync(session, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess && !answer.IsDenied) // denied: it has ended already
            throw tokens.Failure(tokens.Revoke(session), answer);
        session.MarkDead();
        lock (_gate)
        {
            _own.Remove(session);
            if (_current == session)
                _current = null;
        }
    }

    /// <summary>Ends the tokens that were obtained here, and nobody else's.</summary>
    public async ValueTask DisposeAsync()
    {
        VaultSession[] sessions;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            sessions = [.. _own];
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(disposalLimit.Left, time);
        await Task.WhenAll(sessions.Where(CanRevoke).Select(s => RevokeQuietlyAsync(s, limit.Token))).ConfigureAwait(false);
        if (limit.IsCancellationRequested)
            disposalLimit.Spend();
        Task retired;
        lock (_gate)
            retired = _retired;
        await retired.ConfigureAwait(false);
        foreach (var session in sessions)
            session.Dispose();
        _disposing.Dispose();
    }

    private void Exit(VaultSession session)
    {
        lock (_gate)
            session.Exit();
        Retire(session);
    }

    private void Retire(VaultSession session)
    {
        lock (_gate)
        {
            if (_disposed || session == _current || !session.IsIdle || !_own.Remove(session) || !CanRevoke(session))
                return;
            var revocation = Task.Run(async () =>
            {
                using var limit = new CancellationTokenSource(VaultDefaults.DisposeTimeout, time);
                await RevokeQuietlyAsync(session, limit.Token).ConfigureAwait(false);
            });
            _retired = _retired.IsCompleted ? revocation : Task.WhenAll(_retired, revocation);
        }
    }

    private bool CanRevoke(VaultSession session) => session is { IsOwn: true, IsBatch: false } && !session.IsDead(time.Uptime());

    private async Task RevokeQuietlyAsync(VaultSession session, CancellationToken cancellationToken)
    {
        try
        {
            await RevokeAsync(session, cancellationToken).ConfigureAwait(false);
            Log.TokenRevoked(logger, tokens.Address);
        }
#pragma warning disable CA1031 // Best effort: token and leases end by themselves.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.TokenRevocationFailed(logger, tokens.Address, e);
        }
    }
}

using JitAccess.Vault.Internal;

namespace JitAccess.Vault.Sessions;

internal sealed partial class VaultSessions
{
    /// <summary>Returns a session that can mint, entered; logs in where there is none, or only the one that was refused.</summary>
    private async Task<(VaultSession Session, bool IsNew)> EnterAsync(VaultSession? refused, CancellationToken cancellationToken)
    {
        for (var isNew = false; ; isNew = true)
        {
            Task<VaultSession> flight;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, typeof(VaultCredentialProvider));
                if (_current is { } current && current != refused && (isNew || !current.IsSpent(time.Uptime())))
                {
                    current.Enter();
                    return (current, isNew);
                }

                flight = _login ??= StartLogin(_current);
            }

            var session = await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (session == refused)
            {
                lock (_gate)
                    session.Enter();
                return (session, true); // there is no other token to be had
            }
        }
    }

    /// <summary>Enters another session and leaves this one; if there is no other, it is entered again.</summary>
    private async Task<(VaultSession Session, bool IsNew)> ExchangeAsync(
        VaultSession session, VaultSession? refused, CancellationToken cancellationToken)
    {
        var next = await EnterAsync(refused, cancellationToken).ConfigureAwait(false);
        Exit(session);
        return next;
    }

    // Detached from whoever comes first: cancelling one caller must not fail the login of the others.
    private Task<VaultSession> StartLogin(VaultSession? previous) => Task.Run(async () =>
    {
        try
        {
            var next = await login.LoginAsync(previous, _disposing.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _current = next;
                if (next.IsOwn)
                    _own.Add(next);
                _own.RemoveWhere(s => s.IsDead(time.Uptime()));
            }

            if (previous is not null && previous != next)
                Retire(previous);
            if (previous != next)
                Log.LoggedIn(logger, tokens.Address, login.Description, next.Life.Granted, next.Life.IsRenewable);
            return next;
        }
        finally
        {
            lock (_gate)
                _login = null;
        }
    });
}

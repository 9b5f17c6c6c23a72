using System.Net;
using JitAccess.Vault.Auth;
using JitAccess.Vault.Http;
using JitAccess.Vault.Internal;
using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Sessions;

/// <summary>Holds the session of one provider: one login for all concurrent callers, and old sessions for as long as leases hang on them.</summary>
internal sealed partial class VaultSessions(
    VaultLogin login, TokenCalls tokens, DisposalLimit disposalLimit, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly HashSet<VaultSession> _own = [];
    private VaultSession? _current;
    private Task<VaultSession>? _login;
    private bool _disposed;

    /// <summary>Sends a request with the session's token; where it is denied, once more with that of a new login.</summary>
    /// <typeparam name="T">What is read from the answer.</typeparam>
    /// <param name="send">Sends the request.</param>
    /// <param name="read">Reads the answer, of whatever status, while the session can't be retired.</param>
    /// <param name="cancellationToken">The caller's; it never ends a login that others wait for.</param>
    public async Task<T> RunAsync<T>(
        Func<VaultSession, Task<VaultAnswer>> send, Func<VaultSession, VaultAnswer, T> read, CancellationToken cancellationToken)
    {
        var (session, isNew) = await EnterAsync(refused: null, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!isNew)
            {
                await RenewIfDueAsync(session, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
                if (session.IsSpent(time.Uptime()))
                    (session, isNew) = await ExchangeAsync(session, refused: null, cancellationToken).ConfigureAwait(false);
            }

            var answer = await send(session).ConfigureAwait(false);

            // A denied request was not executed. That the token has ended looks like a policy that forbids; a new token tells.
            if (answer.IsDenied && !isNew)
            {
                var denied = session;
                (session, isNew) = await ExchangeAsync(session, refused: session, cancellationToken).ConfigureAwait(false);
                if (session != denied)
                    answer = await send(session).ConfigureAwait(false);
            }

            answer.MissedTheLogin = answer.IsDenied && isNew && await IsUnknownAsync(session, cancellationToken).ConfigureAwait(false);
            return read(session, answer);
        }
        finally
        {
            Exit(session);
        }
    }

    /// <summary>Renews the token where it is due, or would end before <paramref name="need"/> is over.</summary>
    /// <returns><see langword="false"/> if the token turned out to be dead.</returns>
    public async Task<bool> RenewIfDueAsync(VaultSession session, TimeSpan need, CancellationToken cancellationToken)
    {
        if (!IsDue(session, need))
            return !session.IsDead(time.Uptime());

        await session.RenewalGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsDue(session, need))
                await RenewAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (JitProviderException e) when (e.Kind == JitProviderErrorKind.Transient)
        {
            // The token is good until its end, and the next call of the engine renews it. A new login would end its leases.
            Log.TokenRenewalFailed(logger, tokens.Address, session.Life.End - time.Uptime(), e);
        }
        finally
        {
            session.RenewalGate.Release();
        }

        return !session.IsDead(time.Uptime());
    }

    /// <summary>Asks something that leaves nothing behind.</summary>
    /// <exception cref="JitProviderException">There is no answer, or it says that Vault serves nobody.</exception>
    public async Task ProbeAsync(VaultSession session, CancellationToken cancellationToken)
    {
        var answer = await tokens.LookupAsync(session.RevealToken(), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess && !answer.IsDenied)
            throw tokens.Failure(tokens.Lookup(session.RevealToken()), answer);
    }

    /// <summary>Asks Vault whether the session's token is good, where a denial may mean that it is not, or that a policy forbids.</summary>
    public async Task<bool> IsAliveAsync(VaultSession session, CancellationToken cancellationToken)
    {
        if (session.IsDead(time.Uptime()))
            return false;
        var answer = await tokens.LookupAsync(session.RevealToken(), cancellationToken).ConfigureAwait(false);
        if (answer.IsDenied)
            session.MarkDead();
        return !answer.IsDenied;
    }

    /// <summary>Says whether a token that was just granted is denied everything: a standby may learn of a login late.</summary>
    private async Task<bool> IsUnknownAsync(VaultSession session, CancellationToken cancellationToken) =>
        session.IsOwn && (await tokens.LookupAsync(session.RevealToken(), cancellationToken).ConfigureAwait(false)).IsDenied;

    private async Task RenewAsync(VaultSession session, CancellationToken cancellationToken)
    {
        var since = time.Uptime();
        var answer = await tokens.RenewAsync(session, cancellationToken).ConfigureAwait(false);
        if (answer is { IsSuccess: true, Body.Auth: { } auth })
        {
            session.Renewed(since, VaultLogin.LifeOf(auth.LeaseDuration), auth.Renewable ?? false);
            Log.TokenRenewed(logger, tokens.Address, session.Life.Granted);
            return;
        }

        var failure = tokens.Failure(tokens.Renew(session), answer);
        if (answer.Status == HttpStatusCode.BadRequest)
            session.CannotBeRenewed(); // a batch token, a root token, or one that was made not to be renewed
        else if (answer.IsDenied && !await IsAliveAsync(session, cancellationToken).ConfigureAwait(false))
            return;
        else if (failure.Kind == JitProviderErrorKind.Transient)
            throw failure;
        else
            session.CannotBeRenewed();
        Log.TokenRenewalFailed(logger, tokens.Address, session.Life.End - time.Uptime(), failure);
    }

    private bool IsDue(VaultSession session, TimeSpan need)
    {
        var (now, life) = (time.Uptime(), session.Life);
        return !session.IsDead(now) && life.IsRenewable && (life.IsRenewalDue(now) || life.EndsWithin(now, need));
    }
}

using JitAccess.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    private const int LivesOfRotateLead = 3;

    /// <summary>Revokes the lease of the current credential at the issuer; does nothing where there is none.</summary>
    /// <param name="cancellationToken">Ends the attempt; the lease then ends by itself.</param>
    /// <exception cref="JitProviderException">The lease could not be revoked.</exception>
    public async ValueTask RevokeAsync(CancellationToken cancellationToken)
    {
        if (Provider is not IJitLeaseProvider leases || Current is not { Credential: { Lease: not null } credential } held || Now(held) >= held.ExpiresAt)
            return;

        await leases.RevokeAsync(credential, cancellationToken).ConfigureAwait(false);
        AuditLog.CredentialRevoked(_audit, Key.DatabaseName, credential.UserName, Key.Identity.ProviderName, credential.Id);
    }

    /// <summary>Renews a lease that is good; mints another only where the lease is at its end, or gone.</summary>
    /// <remarks>Neither a failed renewal nor a refused login may mint users: the issuer is asked whether the lease is gone.</remarks>
    private async Task<JitCredentialSnapshot> KeepOrReplaceAsync(
        IJitLeaseProvider leases, JitCredentialSnapshot held, JitCredentialRequest request, long timestamp, CancellationToken cancellationToken)
    {
        if (Now(held) >= held.RotateAt)
            return await MintAsync(request, timestamp, cancellationToken).ConfigureAwait(false);

        if (held.IsRejected || !held.Credential.Lease!.IsRenewable)
            return await LeaseIsAliveAsync(leases, held, cancellationToken).ConfigureAwait(false)
                ? Keep(held)
                : await MintAsync(request, timestamp, cancellationToken).ConfigureAwait(false);

        JitCredential renewed;
        try
        {
            renewed = await CallAsync(leases.RenewAsync(held.Credential, request, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (JitProviderException e) when (e.Kind != JitProviderErrorKind.Transient)
        {
            if (await LeaseIsAliveAsync(leases, held, cancellationToken).ConfigureAwait(false))
                throw;
            return await MintAsync(request, timestamp, cancellationToken).ConfigureAwait(false);
        }

        var snapshot = Plan(renewed, held.Generation, request.RequestedAt, timestamp);
        AuditLog.CredentialRenewed(
            _audit, Key.DatabaseName, renewed.UserName, Key.Identity.ProviderName, renewed.Id, snapshot.ExpiresAt);
        return snapshot;
    }

    private static async Task<bool> LeaseIsAliveAsync(
        IJitLeaseProvider leases, JitCredentialSnapshot held, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(leases.IsLeaseAliveAsync(held.Credential, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (JitProviderException)
        {
            return true; // no answer is no proof that it is gone
        }
    }

    private JitCredentialSnapshot Keep(JitCredentialSnapshot held)
    {
        Log.LeaseConfirmed(_logger, Key);
        var windows = RefreshWindows.For(held.Credential, held.IssuedAt, _options, _runtime.Randomizer());
        return held.Confirmed(windows, Now(held) + Backoff.AfterFailure(held.Failures + 1, _runtime.Randomizer()));
    }

    private void RefuseShortLease(JitCredential credential, DateTimeOffset issuedAt, RefreshWindows windows)
    {
        if (credential.Lease is not { } lease || windows.RotateAt == DateTimeOffset.MaxValue)
            return;

        var life = RefreshWindows.HardEnd(lease, windows.ExpiresAt) - issuedAt;
        var lead = RefreshWindows.RotateLead(life, _options);
        if (Current is null && life < LivesOfRotateLead * lead)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"The leases of {Key} last at most {life}, but replacing one takes {lead} (settle, drain and reserve) and needs a life of at least " +
                $"{LivesOfRotateLead * lead}. Raise the maximum TTL at the issuer, or lower Refresh:SettleTime and Refresh:DrainTime.");
    }
}

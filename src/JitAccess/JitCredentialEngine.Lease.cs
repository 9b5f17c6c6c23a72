using JitAccess.Diagnostics;
using JitAccess.Refresh;
using static JitAccess.Refresh.Durations;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    private const int LivesOfRotateLead = 3;

    // An issuer that grants less than this share of what it granted at first has reached a maximum that it did not state.
    private const double CutShort = 0.9;

    private static readonly TimeSpan IssuersRounding = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxReplacementPause = TimeSpan.FromSeconds(30);

    /// <summary>Renews a lease that is good; mints another only where the lease is at its end, or gone.</summary>
    /// <remarks>Neither a failed renewal nor a refused login may mint users: the issuer is asked whether the lease is gone.</remarks>
    private async Task<RefreshResult> KeepOrReplaceAsync(
        IJitLeaseProvider leases, JitCredentialSnapshot held, JitRefreshReason reason, CancellationToken cancellationToken)
    {
        if (held.IsRejected && !await LeaseIsAliveAsync(leases, held, reason, cancellationToken).ConfigureAwait(false))
            return await MintAsync(reason, cancellationToken).ConfigureAwait(false);

        var now = Now();
        if (held.Replacement.IsDue(now))
            return await ReplaceLeaseAsync(leases, held, reason, cancellationToken).ConfigureAwait(false);
        return held.Renewal.IsDue(now)
            ? await RenewAsync(leases, held, reason, cancellationToken).ConfigureAwait(false)
            : new RefreshResult(held.Confirmed(), RefreshResultKind.Confirmed, held);
    }

    /// <summary>Mints the successor; where that fails and the old lease would end meanwhile, prolongs it once more.</summary>
    private async Task<RefreshResult> ReplaceLeaseAsync(
        IJitLeaseProvider leases, JitCredentialSnapshot held, JitRefreshReason reason, CancellationToken cancellationToken)
    {
        try
        {
            return await MintAsync(reason, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (held.CanRenew && !cancellationToken.IsCancellationRequested)
        {
            var renewed = await RenewAsync(leases, held, reason, cancellationToken).ConfigureAwait(false);
            Quietly(() => Log.ReplacementPostponed(_logger, Key, renewed.Snapshot.ExpiresAt, e));
            var pause = Shorter(MaxReplacementPause, renewed.Snapshot.Windows.Advisory);
            return renewed with { Snapshot = renewed.Snapshot.Postponed(Now().In(pause)) };
        }
    }

    private async Task<RefreshResult> RenewAsync(
        IJitLeaseProvider leases, JitCredentialSnapshot held, JitRefreshReason reason, CancellationToken cancellationToken)
    {
        JitCredential renewed;
        Moment asked;
        try
        {
            (renewed, asked) = await CallAsync(
                    (request, token) => leases.RenewAsync(held.Credential, request, token), reason, discard: null, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (JitProviderException e) when (e.Kind != JitProviderErrorKind.Transient)
        {
            if (await LeaseIsAliveAsync(leases, held, reason, cancellationToken).ConfigureAwait(false))
                throw;
            return await MintAsync(reason, cancellationToken).ConfigureAwait(false);
        }

        if (renewed.UserName != held.Credential.UserName || renewed.Id != held.Credential.Id)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"{Key.Identity.ProviderName} answered the renewal of a lease with another credential; a renewal keeps user name and secret.");
        return new RefreshResult(Plan(renewed, asked, renews: held), RefreshResultKind.Renewed, held);
    }

    private async Task<bool> LeaseIsAliveAsync(
        IJitLeaseProvider leases, JitCredentialSnapshot held, JitRefreshReason reason, CancellationToken cancellationToken)
    {
        try
        {
            var (alive, _) = await CallAsync(
                (_, token) => leases.IsLeaseAliveAsync(held.Credential, token), reason, discard: null, cancellationToken).ConfigureAwait(false);
            return alive;
        }
        catch (JitProviderException)
        {
            return true; // no answer is no proof that it is gone
        }
    }

    private bool CanRenew(JitCredential credential, Moment minted, Moment issued, TimeSpan raw, TimeSpan granted) =>
        credential.Lease is { IsRenewable: true }
        && raw >= CutShort * granted
        && (LeaseEnd(credential, minted, issued) is not { } end || end - raw > IssuersRounding);

    /// <summary>Returns the end that no renewal passes, counted from <paramref name="issued"/>, if it is known.</summary>
    private TimeSpan? LeaseEnd(JitCredential credential, Moment minted, Moment issued)
    {
        var end = credential.Lease?.MaxExpiresAt - issued.UtcNow;
        if (_options.MaxLifetime is not { } max)
            return end;
        var allowed = minted.UtcNow + max - issued.UtcNow;
        return end < allowed ? end : allowed;
    }

    /// <summary>Refuses leases too short to be replaced in an orderly way; told at the start, for later it is an outage.</summary>
    private void RefuseShortLease(JitCredentialSnapshot first)
    {
        if (first.Credential.Lease is not { } lease || first.Generation > 1 || first.Minted != first.Issued)
            return;
        if ((LeaseEnd(first.Credential, first.Minted, first.Issued) ?? (lease.IsRenewable ? null : first.GrantedAtMint)) is not { } life)
            return;

        var lead = RefreshWindows.RotateLead(first.GrantedAtMint, _options);
        if (life < LivesOfRotateLead * lead)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"The leases of {Key} last at most {life}, but replacing one takes {lead} (settle, drain and reserve) and needs a life of at least " +
                $"{LivesOfRotateLead * lead}. Raise the maximum TTL at the issuer, or lower Refresh:SettleTime and Refresh:DrainTime.");
    }
}

using JitAccess.Refresh;
using static JitAccess.Refresh.Durations;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    // What is left of a flight after its turn has come must do for the call.
    private const double PaceShare = 2.0 / 3;

    private static readonly TimeSpan AfterLateIssue = TimeSpan.FromSeconds(1);

    // Readers may be waiting: an issuer that wants more patience is asked again by the next refresh.
    private static readonly TimeSpan MaxPauseWithinFlight = TimeSpan.FromSeconds(2);

    /// <summary>Asks the provider, again after transient failures, within the flight's own time.</summary>
    private async Task<RefreshResult> ObtainAsync(JitRefreshReason reason)
    {
        var limit = FlightTimeout();
        using var timeout = new CancellationTokenSource(limit, _time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _disposing.Token);

        // During an outage a refresh asks once: the pause between refreshes is the retry, and a third of the load on an issuer that struggles.
        var retries = Volatile.Read(ref _failure) is null ? _options.TransientRetries : 0;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                TimeSpan pause;
                try
                {
                    return await AttemptAsync(reason, cancellation.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (attempt <= retries && IsTransient(e) && !cancellation.IsCancellationRequested)
                {
                    var chance = _randomizer();
                    pause = Backoff.WithinFlight(attempt, chance);
                    if ((e as JitProviderException)?.RetryAfter is { } asked && asked > pause)
                        pause = Backoff.Granted(asked, chance);
                    if (pause > MaxPauseWithinFlight)
                        throw;
                }

                await Task.Delay(pause, _time, cancellation.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !_disposing.IsCancellationRequested)
        {
            throw new TimeoutException($"{Key.Identity.ProviderName} did not answer within {limit.TotalSeconds:F1} s.", e);
        }
    }

    private Task<RefreshResult> AttemptAsync(JitRefreshReason reason, CancellationToken cancellationToken) =>
        reason != JitRefreshReason.Requested && Provider is IJitLeaseProvider leases && Unexpired() is { Credential.Lease: not null } held
            ? KeepOrReplaceAsync(leases, held, reason, cancellationToken)
            : MintAsync(reason, cancellationToken);

    private async Task<RefreshResult> MintAsync(JitRefreshReason reason, CancellationToken cancellationToken)
    {
        _mints.ThrowIfExceeded(Now());
        if (Provider is IJitLeaseProvider)
            await Task.Delay(_limits.Pace.Take(Now(), atMost: FlightTimeout() * PaceShare), _time, cancellationToken).ConfigureAwait(false);
        var (credential, issued) = await CallAsync(Provider.GetCredentialAsync, reason, Discard, cancellationToken).ConfigureAwait(false);
        var previous = Current;
        if (credential.Lease is not null)
            _mints.Minted(issued, replacesUnused: previous is not null && Volatile.Read(ref _handedGeneration) != previous.Generation);
        try
        {
            return new RefreshResult(Plan(credential, issued, renews: null), RefreshResultKind.Minted, Basis: null);
        }
        catch (JitProviderException)
        {
            Discard(credential);
            throw;
        }
    }

    /// <summary>Turns a credential into a snapshot; refuses what has ended already, for serving it would loop.</summary>
    /// <param name="credential">What the issuer gave.</param>
    /// <param name="issued">The moment before it was asked for it.</param>
    /// <param name="renews">The snapshot whose lease it prolongs, if any.</param>
    private JitCredentialSnapshot Plan(JitCredential credential, Moment issued, JitCredentialSnapshot? renews)
    {
        var now = Now();
        var minted = renews?.Minted ?? issued;
        var raw = credential.ExpiresAt - issued.UtcNow;
        if (_options.MaxLifetime is { } max && minted.UtcNow + max - issued.UtcNow is var allowed && allowed < raw)
            raw = allowed;
        if (raw <= RefreshWindows.Margin(raw))
            throw AlreadyExpired(issued.UtcNow + raw);

        var granted = renews?.GrantedAtMint ?? raw;
        var canRenew = CanRenew(credential, minted, issued, raw, granted);
        var windows = credential.Lease is null
            ? RefreshWindows.For(raw, _randomizer())
            : RefreshWindows.ForLease(
                raw, LeaseEnd(credential, minted, issued), canRenew, isNew: renews is null, RefreshWindows.RotateLead(granted, _options),
                _randomizer());
        var snapshot = new JitCredentialSnapshot(credential, renews?.Generation ?? _generation + 1, issued, windows)
        {
            Minted = minted,
            GrantedAtMint = granted,
            CanRenew = canRenew,
        };
        RefuseShortLease(snapshot);
        return snapshot.StateAt(now) switch
        {
            JitEngineState.Expired => throw AlreadyExpired(snapshot.ExpiresAt),
            JitEngineState.Mandatory => snapshot.Postponed(now.In(AfterLateIssue)),
            _ => snapshot,
        };
    }

    private TimeSpan FlightTimeout() =>
        Unexpired() is { } held ? Shorter(_options.FlightTimeout, held.Windows.Advisory) : _options.FlightTimeout;

    private static bool IsTransient(Exception e) => e is JitProviderException provider
        ? provider.Kind == JitProviderErrorKind.Transient
        : e is not (JitAccessException or ObjectDisposedException or ArgumentException or NotSupportedException);

    private static JitProviderException AlreadyExpired(DateTimeOffset expiresAt) => new(
        JitProviderErrorKind.Transient,
        $"The issuer's credential ends at {expiresAt:O}, before it could be used. Compare the clocks of this machine and of the issuer.");
}

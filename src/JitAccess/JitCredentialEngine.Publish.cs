using JitAccess.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    private static readonly TimeSpan AfterLateIssue = TimeSpan.FromSeconds(1);

    private DateTimeOffset? _failingSince;
    private bool _lateLogged;

    /// <summary>Turns a credential into a snapshot; refuses what has ended already, for serving it would loop.</summary>
    private JitCredentialSnapshot Plan(JitCredential credential, long generation, DateTimeOffset issuedAt, long timestamp)
    {
        if (credential.ExpiresAt <= issuedAt)
            throw AlreadyExpired(credential.ExpiresAt);

        var windows = RefreshWindows.For(credential, issuedAt, _options, _runtime.Randomizer());
        RefuseShortLease(credential, issuedAt, windows);
        var snapshot = new JitCredentialSnapshot(credential, generation, windows, issuedAt, timestamp);
        var now = Now(snapshot);
        if (now >= snapshot.ExpiresAt)
            throw AlreadyExpired(snapshot.ExpiresAt);
        if (now < snapshot.MandatoryAt)
            return snapshot;

        if (!_lateLogged)
            Log.IssuedLate(_logger, Key, snapshot.ExpiresAt);
        _lateLogged = true;
        return snapshot.NotBefore(now + AfterLateIssue);
    }

    private void Publish(JitCredentialSnapshot snapshot, JitRefreshReason reason)
    {
        Volatile.Write(ref _failure, null);
        Volatile.Write(ref _snapshot, snapshot);
        Log.Refreshed(_logger, Key, reason, snapshot.Generation, snapshot.ExpiresAt);
        if (_failingSince is { } since)
            Log.RefreshRecovered(_logger, Key, _time.GetUtcNow() - since);
        _failingSince = null;
        Changed?.Invoke();
    }

    private void Fail(Exception error, JitRefreshReason reason)
    {
        var now = _time.GetUtcNow();
        var failures = (Volatile.Read(ref _failure)?.Failures ?? 0) + 1;
        var next = now + Backoff.AfterFailure(failures, _runtime.Randomizer());
        var answerUntil = now + Backoff.ErrorCache(_runtime.Randomizer());
        if ((error as JitProviderException)?.RetryAfter is { } asked && now + asked > next)
            next = answerUntil = now + asked;

        // At least one attempt always happens before readers begin to wait. A demotion meanwhile wins over our note.
        for (var held = Current; held is not null; held = Current)
        {
            if (!held.IsRejected && Now(held) < held.MandatoryAt && next > held.MandatoryAt)
                next = held.MandatoryAt;
            if (Interlocked.CompareExchange(ref _snapshot, held.AfterFailure(next), held) == held)
                break;
        }

        Volatile.Write(ref _failure, new RefreshFailure(error, failures, answerUntil));
        if (_failingSince is null)
            Log.RefreshFailed(_logger, Key, reason, next, error);
        else
            Log.RefreshStillFailing(_logger, Key, failures, next, error);
        _failingSince ??= now;
        Changed?.Invoke();
    }

    private static JitProviderException AlreadyExpired(DateTimeOffset expiresAt) => new(
        JitProviderErrorKind.Transient,
        $"The issuer's credential ended at {expiresAt:O}, before it could be used. Compare the clocks of this machine and of the issuer.");
}

using System.Diagnostics;
using JitAccess.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    private bool _lateLogged;

    /// <summary>Makes a result what readers get; before its flight ends, so that whoever the flight resumes finds it.</summary>
    /// <returns><see langword="false"/> if there is no place for it any more: the engine was disposed, or the lease revoked.</returns>
    private bool Publish(RefreshResult result)
    {
        lock (_gate)
        {
            var next = result.Snapshot;
            if (_disposed || (result.Basis is { } basis && _snapshot?.Generation != basis.Generation))
                return false;

            // Refused during the renewal: what was renewed is still what the database refused.
            if (result.Basis is { IsRejected: false } && _snapshot is { IsRejected: true })
                next = next.Demoted(Now());

            if (KeepsReplaced && _snapshot is { } before && before.Generation != next.Generation)
                (_replaced ??= new Queue<JitCredentialSnapshot>()).Enqueue(before);
            _generation = next.Generation;
            Volatile.Write(ref _snapshot, next);
            Volatile.Write(ref _failure, null);
            return true;
        }
    }

    private RefreshFailure Fail(Exception error)
    {
        var (backoffChance, answerChance) = (_randomizer(), _randomizer());
        lock (_gate)
        {
            var now = Now();
            var failures = (_failure?.Failures ?? 0) + 1;
            var backoff = now.In(Backoff.AfterFailure(failures, backoffChance));
            var answer = now.In(Backoff.ErrorCache(answerChance));
            if ((error as JitProviderException)?.RetryAfter is { } asked)
            {
                var granted = now.In(Backoff.Granted(asked, backoffChance));
                (backoff, answer) = (Deadline.Later(backoff, granted), Deadline.Later(answer, granted));
            }

            var failure = new RefreshFailure(error, failures, _failure?.Since ?? now, _snapshot?.CapBackoff(backoff, now) ?? backoff, answer);
            if (!_disposed)
                Volatile.Write(ref _failure, failure);
            return failure;
        }
    }

    private void ReportSuccess(JitRefreshReason reason, RefreshResult result, RefreshFailure? previous)
    {
        var (snapshot, credential) = (result.Snapshot, result.Snapshot.Credential);
        switch (result.Kind)
        {
            case RefreshResultKind.Minted:
                AuditLog.CredentialMinted(
                    _audit, credential.Id, credential.UserName, Key.DatabaseName, Key.Identity.ProviderName, Key.Endpoint, Key.Identity, reason,
                    snapshot.ExpiresAt);
                break;
            case RefreshResultKind.Renewed:
                AuditLog.CredentialRenewed(
                    _audit, credential.Id, credential.UserName, Key.DatabaseName, Key.Identity.ProviderName, Key.Endpoint, Key.Identity, reason,
                    snapshot.ExpiresAt);
                break;
            case RefreshResultKind.Confirmed:
                Log.LeaseConfirmed(_logger, Key);
                break;
        }

        Log.Refreshed(_logger, Key, reason, snapshot.Generation, snapshot.ExpiresAt);
        if (previous is not null)
            Log.RefreshRecovered(_logger, Key, Now().Uptime - previous.Since.Uptime);
        if (result.Kind == RefreshResultKind.Minted && snapshot.NotBefore is not null && !_lateLogged)
        {
            _lateLogged = true;
            Log.IssuedLate(_logger, Key, snapshot.ExpiresAt);
        }
    }

    private void ReportFailure(JitRefreshReason reason, RefreshFailure failure, Activity? activity)
    {
        activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.Error.GetType().FullName);
        if (IsDisposed)
            return;
        if (failure.Failures == 1)
            Log.RefreshFailed(_logger, Key, reason, failure.BackoffUntil.At, failure.Error);
        else
            Log.RefreshStillFailing(_logger, Key, failure.Failures, failure.BackoffUntil.At, failure.Error);
    }
}

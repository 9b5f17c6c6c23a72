using Microsoft.Extensions.Logging;

namespace JitAccess.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventIds.Refreshed, LogLevel.Debug,
        "Credential of {Key} refreshed ({Reason}): generation {Generation}, served until {ExpiresAt:O}", EventName = nameof(Refreshed))]
    public static partial void Refreshed(ILogger logger, JitCredentialKey key, JitRefreshReason reason, long generation, DateTimeOffset expiresAt);

    [LoggerMessage(EventIds.RefreshFailed, LogLevel.Warning,
        "Refresh of the credential of {Key} failed ({Reason}); next attempt at {NextAttemptAt:O}. Further failures are logged at Debug",
        EventName = nameof(RefreshFailed))]
    public static partial void RefreshFailed(
        ILogger logger, JitCredentialKey key, JitRefreshReason reason, DateTimeOffset nextAttemptAt, Exception exception);

    [LoggerMessage(EventIds.RefreshStillFailing, LogLevel.Debug,
        "Refresh of the credential of {Key} failed {Failures} times in a row; next attempt at {NextAttemptAt:O}",
        EventName = nameof(RefreshStillFailing))]
    public static partial void RefreshStillFailing(
        ILogger logger, JitCredentialKey key, int failures, DateTimeOffset nextAttemptAt, Exception exception);

    [LoggerMessage(EventIds.RefreshRecovered, LogLevel.Information,
        "Refresh of the credential of {Key} works again after {Outage}", EventName = nameof(RefreshRecovered))]
    public static partial void RefreshRecovered(ILogger logger, JitCredentialKey key, TimeSpan outage);

    [LoggerMessage(EventIds.IssuedLate, LogLevel.Warning,
        "The issuer's credential for {Key} is near its end already ({ExpiresAt:O}): its clock or ours is wrong, or it hands out old credentials. " +
        "Logged once",
        EventName = nameof(IssuedLate))]
    public static partial void IssuedLate(ILogger logger, JitCredentialKey key, DateTimeOffset expiresAt);

    [LoggerMessage(EventIds.LeaseConfirmed, LogLevel.Debug,
        "The issuer says that the lease of {Key} is alive; the same credential is kept", EventName = nameof(LeaseConfirmed))]
    public static partial void LeaseConfirmed(ILogger logger, JitCredentialKey key);

    [LoggerMessage(EventIds.ReplacementPostponed, LogLevel.Warning,
        "No successor could be minted for the leased credential of {Key}; its lease was renewed until {ExpiresAt:O} instead",
        EventName = nameof(ReplacementPostponed))]
    public static partial void ReplacementPostponed(ILogger logger, JitCredentialKey key, DateTimeOffset expiresAt, Exception exception);

    [LoggerMessage(EventIds.DiscardFailed, LogLevel.Warning,
        "A credential of {Key} that was never served could not be revoked; it ends by itself at {ExpiresAt:O}", EventName = nameof(DiscardFailed))]
    public static partial void DiscardFailed(ILogger logger, JitCredentialKey key, DateTimeOffset expiresAt, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Internal;

internal static partial class Log
{
    [LoggerMessage(EventIds.LoggedIn, LogLevel.Information,
        "Logged in to Vault at {Address} ({Login}); the token lives {Life}, and can be renewed: {IsRenewable}", EventName = nameof(LoggedIn))]
    public static partial void LoggedIn(ILogger logger, string address, string login, TimeSpan? life, bool isRenewable);

    [LoggerMessage(EventIds.TokenRenewed, LogLevel.Debug,
        "Renewed the token at Vault at {Address}; it lives {Life}", EventName = nameof(TokenRenewed))]
    public static partial void TokenRenewed(ILogger logger, string address, TimeSpan? life);

    [LoggerMessage(EventIds.TokenRenewalFailed, LogLevel.Warning,
        "The token at Vault at {Address} could not be renewed; it and its leases end in {Life}", EventName = nameof(TokenRenewalFailed))]
    public static partial void TokenRenewalFailed(ILogger logger, string address, TimeSpan? life, Exception exception);

    [LoggerMessage(EventIds.TokenRevoked, LogLevel.Debug,
        "Revoked a token at Vault at {Address} that is no longer needed", EventName = nameof(TokenRevoked))]
    public static partial void TokenRevoked(ILogger logger, string address);

    [LoggerMessage(EventIds.TokenRevocationFailed, LogLevel.Warning,
        "A token at Vault at {Address} could not be revoked; it and its leases end by themselves", EventName = nameof(TokenRevocationFailed))]
    public static partial void TokenRevocationFailed(ILogger logger, string address, Exception exception);

    [LoggerMessage(EventIds.PossibleOrphan, LogLevel.Warning,
        "Vault at {Address} was asked for a user of database {Database} ({Path}) and its answer was lost: a user may exist that nobody uses, " +
        "until its lease ends", EventName = nameof(PossibleOrphan))]
    public static partial void PossibleOrphan(ILogger logger, string database, string address, string path);

    [LoggerMessage(EventIds.WrappedSecretMaybeIntercepted, LogLevel.Error,
        "A response-wrapping token is not valid at Vault at {Address}: it has expired, or somebody else has unwrapped what was meant for this " +
        "process. Find out who ({Path} in Vault's audit log), and revoke what it wrapped", EventName = nameof(WrappedSecretMaybeIntercepted))]
    public static partial void WrappedSecretMaybeIntercepted(ILogger logger, string address, string path);

    [LoggerMessage(EventIds.AgentCacheAnswered, LogLevel.Warning,
        "An agent or proxy between this process and Vault at {Address} caches database credentials: others share this user, and it is neither " +
        "renewed nor revoked from here. Switch the cache off for database paths. Logged once", EventName = nameof(AgentCacheAnswered))]
    public static partial void AgentCacheAnswered(ILogger logger, string address);

    [LoggerMessage(EventIds.AgentCacheRepeatedRefused, LogLevel.Warning,
        "After a refused login, the agent's cache at {Address} answered again from {Age} ago. If its user is dead, only clearing the cache helps",
        EventName = nameof(AgentCacheRepeatedRefused))]
    public static partial void AgentCacheRepeatedRefused(ILogger logger, string address, TimeSpan age);
}

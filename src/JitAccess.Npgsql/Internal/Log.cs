using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Internal;

internal static partial class Log
{
    [LoggerMessage(EventIds.DatabaseBuilt, LogLevel.Debug,
        "Database {Database} takes its credentials from {Provider} for {Endpoints}", EventName = nameof(DatabaseBuilt))]
    public static partial void DatabaseBuilt(ILogger logger, string database, string provider, string endpoints);

    [LoggerMessage(EventIds.UnverifiedServer, LogLevel.Warning,
        "Database {Database} does not verify its server (SSL Mode={SslMode}), so its credentials can reach another server. Reason given: {Reason}",
        EventName = nameof(UnverifiedServer))]
    public static partial void UnverifiedServer(ILogger logger, string database, string sslMode, string reason);

    [LoggerMessage(EventIds.StandingCredential, LogLevel.Warning,
        "Database {Database} logs in with a standing password ({Provider}); nothing renews it and nothing ends it. This is for a developer's machine",
        EventName = nameof(StandingCredential))]
    public static partial void StandingCredential(ILogger logger, string database, string provider);

    [LoggerMessage(EventIds.LoginRefused, LogLevel.Warning,
        "PostgreSQL refused ({SqlState}, {Answer}) the login to database {Database} as {UserName} at {Connect}. The credential was minted for " +
        "{Token} at {IssuedAt:O}, is {Age} old by this machine's clock ({Now:O}) and expires at {ExpiresAt:O}; {OpensPerSecond} logins began " +
        "within a second; SSL Mode={SslMode}. {Figures} A new credential is being fetched and the next open uses it. Possible causes, the " +
        "likeliest by these figures first: {Causes}. Only the server's log tells which",
        EventName = nameof(LoginRefused))]
    public static partial void LoginRefused(
        ILogger logger, string database, string sqlState, ServerAnswer answer, string userName, JitEndpoint connect, JitEndpoint token,
        DateTimeOffset issuedAt, TimeSpan age, DateTimeOffset now, DateTimeOffset expiresAt, int opensPerSecond, SslMode sslMode, string figures,
        string causes);

    [LoggerMessage(EventIds.PrefetchFailed, LogLevel.Warning,
        "The first credential of database {Database} could not be had at start; opens wait for it and the health check says so",
        EventName = nameof(PrefetchFailed))]
    public static partial void PrefetchFailed(ILogger logger, string database, Exception exception);

    [LoggerMessage(EventIds.RevokeFailed, LogLevel.Warning,
        "A lease of database {Database} could not be revoked and ends by itself at {ExpiresAt:O}", EventName = nameof(RevokeFailed))]
    public static partial void RevokeFailed(ILogger logger, string database, DateTimeOffset? expiresAt, Exception exception);

    [LoggerMessage(EventIds.UserNameChanged, LogLevel.Information,
        "Database {Database} logs in as {UserName} from now on (generation {Generation}); sessions of {Before} end when they are returned",
        EventName = nameof(UserNameChanged))]
    public static partial void UserNameChanged(ILogger logger, string database, string before, string userName, long generation);

    [LoggerMessage(EventIds.LoginUnproven, LogLevel.Warning,
        "No login of the new user {UserName} to database {Database} was accepted everywhere before its name had to be used. A replica that lags, or " +
        "pg_hba.conf, refuses it",
        EventName = nameof(LoginUnproven))]
    public static partial void LoginUnproven(ILogger logger, string database, string userName);

    [LoggerMessage(EventIds.SessionsEnded, LogLevel.Warning,
        "Sessions of {UserName} on database {Database} were not returned within {DrainTime} after its replacement and were ended: {Sessions}",
        EventName = nameof(SessionsEnded))]
    public static partial void SessionsEnded(ILogger logger, string database, string userName, TimeSpan drainTime, string sessions);

    [LoggerMessage(EventIds.SessionsUnknown, LogLevel.Debug,
        "Whether {UserName} still has sessions of database {Database} at {Host} could not be asked", EventName = nameof(SessionsUnknown))]
    public static partial void SessionsUnknown(ILogger logger, string database, string userName, JitEndpoint host, Exception exception);

    [LoggerMessage(EventIds.PoolUnknown, LogLevel.Warning,
        "No connection of database {Database} could be opened before its user name changed. The first open of each host may send the old name and fail",
        EventName = nameof(PoolUnknown))]
    public static partial void PoolUnknown(ILogger logger, string database, Exception exception);

    [LoggerMessage(EventIds.MoveFailed, LogLevel.Error,
        "The user name of database {Database} could not be changed; the old one serves as long as its user lives", EventName = nameof(MoveFailed))]
    public static partial void MoveFailed(ILogger logger, string database, Exception exception);

    [LoggerMessage(EventIds.FirstOpenFailed, LogLevel.Warning,
        "Database {Database} could not be opened at start; opens go on trying", EventName = nameof(FirstOpenFailed))]
    public static partial void FirstOpenFailed(ILogger logger, string database, Exception exception);
}

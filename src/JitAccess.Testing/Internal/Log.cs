using Microsoft.Extensions.Logging;

namespace JitAccess.Testing.Internal;

internal static partial class Log
{
    [LoggerMessage(9000, LogLevel.Information, "Accepted the token of {UserName}", EventName = nameof(Accepted))]
    public static partial void Accepted(ILogger logger, string userName);

    [LoggerMessage(9001, LogLevel.Warning, "Refused the token of {UserName}: {Verdict}", EventName = nameof(Refused))]
    public static partial void Refused(ILogger logger, string userName, RdsIamVerdict verdict);

    [LoggerMessage(9002, LogLevel.Warning, "Refused a bind that does not come from our pg_hba lines", EventName = nameof(ForeignBind))]
    public static partial void ForeignBind(ILogger logger);

    [LoggerMessage(9003, LogLevel.Debug, "A connection ended early: {Error}", EventName = nameof(ConnectionEnded))]
    public static partial void ConnectionEnded(ILogger logger, string error);

    [LoggerMessage(9010, LogLevel.Information, "PostgreSQL of {BinDirectory} listens at {Endpoint}, its files are in {Directory}", EventName = nameof(Started))]
    public static partial void Started(ILogger logger, JitEndpoint endpoint, string binDirectory, string directory);

    [LoggerMessage(9011, LogLevel.Information, "PostgreSQL at {Endpoint} is stopped and its files are removed", EventName = nameof(Stopped))]
    public static partial void Stopped(ILogger logger, JitEndpoint endpoint);
}

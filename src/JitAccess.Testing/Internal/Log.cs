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

    [LoggerMessage(9020, LogLevel.Information, "Vault emulator listens at {Address}", EventName = nameof(VaultStarted))]
    public static partial void VaultStarted(ILogger logger, Uri address);

    [LoggerMessage(9021, LogLevel.Information, "Vault emulator at {Address} is stopped", EventName = nameof(VaultStopped))]
    public static partial void VaultStopped(ILogger logger, Uri address);

    [LoggerMessage(9022, LogLevel.Debug, "{Method} {Path} was answered with {Status}", EventName = nameof(VaultAnswered))]
    public static partial void VaultAnswered(ILogger logger, string method, string path, int status);

    [LoggerMessage(9023, LogLevel.Information, "Created the database role {UserName}", EventName = nameof(VaultRoleCreated))]
    public static partial void VaultRoleCreated(ILogger logger, string userName);

    [LoggerMessage(9024, LogLevel.Information, "Dropped the database role {UserName}", EventName = nameof(VaultRoleDropped))]
    public static partial void VaultRoleDropped(ILogger logger, string userName);

    [LoggerMessage(9025, LogLevel.Warning, "Attempt {Attempt} to drop the database role {UserName} failed: {Error}", EventName = nameof(VaultRevocationFailed))]
    public static partial void VaultRevocationFailed(ILogger logger, string userName, int attempt, string error);

    [LoggerMessage(9026, LogLevel.Warning, "The database role {UserName} could not be dropped and is left behind", EventName = nameof(VaultRoleLeft))]
    public static partial void VaultRoleLeft(ILogger logger, string userName);

    [LoggerMessage(9027, LogLevel.Information, "Changed the password of the database role {UserName}", EventName = nameof(VaultRotated))]
    public static partial void VaultRotated(ILogger logger, string userName);

    [LoggerMessage(9028, LogLevel.Warning, "The password of the database role {UserName} could not be changed: {Error}", EventName = nameof(VaultRotationFailed))]
    public static partial void VaultRotationFailed(ILogger logger, string userName, string error);

    [LoggerMessage(9029, LogLevel.Warning, "Work between requests failed: {Error}", EventName = nameof(VaultWorkFailed))]
    public static partial void VaultWorkFailed(ILogger logger, string error);

    [LoggerMessage(9030, LogLevel.Warning, "A request failed unexpectedly: {Error}", EventName = nameof(VaultRequestFailed))]
    public static partial void VaultRequestFailed(ILogger logger, string error);

    [LoggerMessage(9040, LogLevel.Information, "{Emulator} listens at {Addresses}", EventName = nameof(EmulatorStarted))]
    public static partial void EmulatorStarted(ILogger logger, string emulator, string addresses);

    [LoggerMessage(9041, LogLevel.Information, "{Emulator} is stopped", EventName = nameof(EmulatorStopped))]
    public static partial void EmulatorStopped(ILogger logger, string emulator);

    [LoggerMessage(9042, LogLevel.Debug, "{Service} answered {Operation} with {Status} {Error}", EventName = nameof(EmulatorAnswered))]
    public static partial void EmulatorAnswered(ILogger logger, string service, string operation, int status, string? error);

    [LoggerMessage(9043, LogLevel.Warning, "{Service} failed at {Operation} unexpectedly: {Error}", EventName = nameof(EmulatorFailed))]
    public static partial void EmulatorFailed(ILogger logger, string service, string operation, string error);

    [LoggerMessage(9044, LogLevel.Information, "Issued credentials {AccessKeyId} to {Arn} until {ExpiresAt}", EventName = nameof(EmulatorIssued))]
    public static partial void EmulatorIssued(ILogger logger, string accessKeyId, string arn, DateTimeOffset expiresAt);
}

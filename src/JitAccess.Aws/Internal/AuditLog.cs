using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Internal;

/// <summary>What the permission map decided, in the category of all audit events.</summary>
/// <remarks>The core's events follow for the same credential and carry the hash as well, in the identity.</remarks>
internal static partial class AuditLog
{
    [LoggerMessage(EventIds.PermissionMapLoaded, LogLevel.Information,
        "Read the permission map {File}, SHA-256 {MapHash}: {Functions} functions, {Databases} databases", EventName = nameof(PermissionMapLoaded))]
    public static partial void PermissionMapLoaded(ILogger logger, string file, string mapHash, int functions, int databases);

    [LoggerMessage(EventIds.PermissionGranted, LogLevel.Information,
        "Let {Role} log in as {Principal} on {Database} ({Endpoint}) by {Function}, with credential {CredentialId} until {ExpiresAt:O}; reason given: {Reason}; " +
        "permission map {MapHash}",
        EventName = nameof(PermissionGranted))]
    public static partial void PermissionGranted(
        ILogger logger, string credentialId, string role, string function, string principal, string database, JitEndpoint endpoint, string reason,
        DateTimeOffset expiresAt, string mapHash);

    [LoggerMessage(EventIds.PermissionRefused, LogLevel.Warning,
        "Did not let {Role} log in as {Principal} on {Database} ({Endpoint}): {Fault}; permission map {MapHash}. Nothing was signed",
        EventName = nameof(PermissionRefused))]
    public static partial void PermissionRefused(
        ILogger logger, string role, string principal, string database, JitEndpoint endpoint, string fault, string mapHash);
}

using Microsoft.Extensions.Logging;

namespace JitAccess.Diagnostics;

/// <summary>What happened to credentials, for auditors: stable ids, own category. On RDS this is the only record of logins.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(EventIds.CredentialMinted, LogLevel.Information,
        "Minted credential {CredentialId} for {Principal} on {Database} ({Provider}, {Endpoint}): {Reason}, expires {ExpiresAt:O}",
        EventName = nameof(CredentialMinted))]
    public static partial void CredentialMinted(
        ILogger logger, string database, string principal, string provider, JitEndpoint? endpoint, string credentialId, JitRefreshReason reason,
        DateTimeOffset expiresAt);

    [LoggerMessage(EventIds.LoginAccepted, LogLevel.Information,
        "{Database} accepted credential {CredentialId} of {Principal} ({Provider}, {Endpoint}), {AgeSeconds:F1} s old",
        EventName = nameof(LoginAccepted))]
    public static partial void LoginAccepted(
        ILogger logger, string database, string principal, string provider, JitEndpoint? endpoint, string credentialId, double ageSeconds);

    [LoggerMessage(EventIds.LoginRefused, LogLevel.Warning,
        "{Database} refused credential {CredentialId} of {Principal} ({Provider}, {Endpoint})", EventName = nameof(LoginRefused))]
    public static partial void LoginRefused(
        ILogger logger, string database, string principal, string provider, JitEndpoint? endpoint, string credentialId);

    [LoggerMessage(EventIds.CredentialRenewed, LogLevel.Information,
        "Renewed credential {CredentialId} of {Principal} on {Database} ({Provider}), expires {ExpiresAt:O}", EventName = nameof(CredentialRenewed))]
    public static partial void CredentialRenewed(
        ILogger logger, string database, string principal, string provider, string credentialId, DateTimeOffset expiresAt);

    [LoggerMessage(EventIds.CredentialRevoked, LogLevel.Information,
        "Revoked credential {CredentialId} of {Principal} on {Database} ({Provider})", EventName = nameof(CredentialRevoked))]
    public static partial void CredentialRevoked(ILogger logger, string database, string principal, string provider, string credentialId);
}

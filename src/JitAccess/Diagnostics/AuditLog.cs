using JitAccess.Refresh;
using Microsoft.Extensions.Logging;

namespace JitAccess.Diagnostics;

/// <summary>What happened to credentials, for auditors: stable ids, own category. On RDS this is the only record of logins.</summary>
/// <remarks>The identity says as whom the issuer was asked, its role included; the endpoint is missing where a credential opens any host.</remarks>
internal static partial class AuditLog
{
    [LoggerMessage(EventIds.CredentialMinted, LogLevel.Information,
        "Minted credential {CredentialId} for {Principal} on {Database} ({Provider}, {Endpoint}; {Identity}): {Reason}, expires {ExpiresAt:O}",
        EventName = nameof(CredentialMinted))]
    public static partial void CredentialMinted(
        ILogger logger, string credentialId, string principal, string database, string provider, JitEndpoint? endpoint,
        JitProviderIdentity identity, JitRefreshReason reason, DateTimeOffset expiresAt);

    [LoggerMessage(EventIds.LoginAccepted, LogLevel.Information,
        "Accepted credential {CredentialId} of {Principal} on {Database} ({Provider}, {Endpoint}; {Identity}), {AgeSeconds:F1} s old",
        EventName = nameof(LoginAccepted))]
    public static partial void LoginAccepted(
        ILogger logger, string credentialId, string principal, string database, string provider, JitEndpoint? endpoint,
        JitProviderIdentity identity, double ageSeconds);

    [LoggerMessage(EventIds.LoginRefused, LogLevel.Warning,
        "Refused credential {CredentialId} of {Principal} on {Database} ({Provider}, {Endpoint}; {Identity})", EventName = nameof(LoginRefused))]
    public static partial void LoginRefused(
        ILogger logger, string credentialId, string principal, string database, string provider, JitEndpoint? endpoint,
        JitProviderIdentity identity);

    [LoggerMessage(EventIds.CredentialRenewed, LogLevel.Information,
        "Renewed credential {CredentialId} of {Principal} on {Database} ({Provider}, {Endpoint}; {Identity}): {Reason}, expires {ExpiresAt:O}",
        EventName = nameof(CredentialRenewed))]
    public static partial void CredentialRenewed(
        ILogger logger, string credentialId, string principal, string database, string provider, JitEndpoint? endpoint,
        JitProviderIdentity identity, JitRefreshReason reason, DateTimeOffset expiresAt);

    [LoggerMessage(EventIds.CredentialRevoked, LogLevel.Information,
        "Revoked credential {CredentialId} of {Principal} on {Database} ({Provider}, {Endpoint}; {Identity}): {Reason}",
        EventName = nameof(CredentialRevoked))]
    public static partial void CredentialRevoked(
        ILogger logger, string credentialId, string principal, string database, string provider, JitEndpoint? endpoint,
        JitProviderIdentity identity, RevocationReason reason);
}

using Microsoft.Extensions.Logging;

namespace JitAccess.IntegrationTests.Observability;

/// <summary>What dashboards, alerts and auditors may rely on; documentation and tests take it from here.</summary>
public static class TelemetryContract
{
    public const string ActivitySource = "JitAccess";
    public const string Meter = "JitAccess";
    public const string AuditCategory = "JitAccess.Audit";

    /// <summary>The one span: a refresh, linked to the activity that it was begun for.</summary>
    public const string RefreshSpan = "jitaccess.refresh";

    /// <summary>The tag of a refresh that failed.</summary>
    public const string ErrorTag = "error.type";

    public static IReadOnlyList<string> RefreshSpanTags { get; } = ["jitaccess.database", "jitaccess.provider"];

    public static IReadOnlyList<InstrumentRow> Instruments { get; } =
    [
        new("jitaccess.credential.requests", "Counter", "{request}", "jitaccess.database", "jitaccess.provider", "result"),
        new("jitaccess.credential.refreshes", "Counter", "{refresh}", "jitaccess.database", "jitaccess.provider", "outcome", "reason"),
        new("jitaccess.credential.refresh.duration", "Histogram", "s", "jitaccess.database", "jitaccess.provider", "outcome"),
        new("jitaccess.credential.age_at_use", "Histogram", "s", "jitaccess.database", "jitaccess.provider"),
        new("jitaccess.credential.standing_use", "Counter", "{login}", "jitaccess.database", "jitaccess.provider"),
        new("jitaccess.credential.seconds_to_expiry", "Gauge", "s", "jitaccess.database", "jitaccess.provider"),
    ];

    public static IReadOnlyList<AuditEventRow> AuditEvents { get; } =
    [
        new(1900, "CredentialMinted", LogLevel.Information, [.. AuditFields, "Reason", "ExpiresAt"]),
        new(1901, "LoginAccepted", LogLevel.Information, [.. AuditFields, "AgeSeconds"]),
        new(1902, "LoginRefused", LogLevel.Warning, AuditFields),
        new(1903, "CredentialRenewed", LogLevel.Information, [.. AuditFields, "Reason", "ExpiresAt"]),
        new(1904, "CredentialRevoked", LogLevel.Information, [.. AuditFields, "Reason"]),
    ];

    /// <summary>Gets what every audit event says.</summary>
    private static string[] AuditFields => ["CredentialId", "Principal", "Database", "Provider", "Endpoint", "Identity"];
}

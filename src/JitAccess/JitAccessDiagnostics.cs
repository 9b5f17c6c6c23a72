using System.Diagnostics;

namespace JitAccess;

/// <summary>Names what JitAccess emits, for <c>AddSource</c> and <c>AddMeter</c> of OpenTelemetry.</summary>
public static class JitAccessDiagnostics
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "JitAccess";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "JitAccess";

    /// <summary>The log category of audit events: mint, accept, refuse, renew, revoke.</summary>
    public const string AuditCategory = "JitAccess.Audit";

    internal static ActivitySource Source { get; } = new(ActivitySourceName);
}

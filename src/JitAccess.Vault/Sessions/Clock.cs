namespace JitAccess.Vault.Sessions;

/// <summary>The monotonic clock, on which tokens' lives are counted: neither skew nor a clock that is set can stretch them.</summary>
internal static class Clock
{
    public static TimeSpan Uptime(this TimeProvider time) => time.GetElapsedTime(0);
}

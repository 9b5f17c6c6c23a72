namespace JitAccess;

internal static class JitRefreshDefaults
{
    public static readonly TimeSpan FlightTimeout = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);
    public const int TransientRetries = 2;
}

using static JitAccess.Refresh.Durations;

namespace JitAccess.Refresh;

/// <summary>How long to wait after failures.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstWithinFlight = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(30);

    /// <summary>Between refreshes: from half to all of 1, 2, 4 … 30 seconds.</summary>
    public static TimeSpan AfterFailure(int failures, double chance) => Exponential(First, failures, chance);

    /// <summary>Between the attempts inside one refresh: a tenth of that, for readers may be waiting.</summary>
    public static TimeSpan WithinFlight(int failures, double chance) => Exponential(FirstWithinFlight, failures, chance);

    /// <summary>How long an error answers readers that have no credential, so that ten thousand of them ask the issuer once.</summary>
    public static TimeSpan ErrorCache(double chance) => TimeSpan.FromSeconds(1 + (4 * chance));

    /// <summary>What we grant an issuer that asks for patience, and up to a quarter more: whoever it has told the same must not all come back at
    /// the same instant. No issuer can put a database out of reach for longer than the cap.</summary>
    public static TimeSpan Granted(TimeSpan retryAfter, double chance) => (1 + (0.25 * chance)) * Shorter(retryAfter, Max);

    private static TimeSpan Exponential(TimeSpan first, int failures, double chance)
    {
        var full = first * Math.Pow(2, Math.Min(failures, 10) - 1);
        return (0.5 + (0.5 * chance)) * Shorter(full, Max);
    }
}

namespace JitAccess.Refresh;

/// <summary>How long to wait after failures.</summary>
internal static class Backoff
{
    private const double MaxSeconds = 30;

    /// <summary>Between refreshes: from half to all of 1, 2, 4 … 30 seconds.</summary>
    public static TimeSpan AfterFailure(int failures, double chance) =>
        TimeSpan.FromSeconds((0.5 + (0.5 * chance)) * Math.Min(MaxSeconds, Math.Pow(2, Math.Min(failures, 10) - 1)));

    /// <summary>Between the attempts inside one refresh: a tenth of that.</summary>
    public static TimeSpan WithinFlight(int failures, double chance) => AfterFailure(failures, chance) / 10;

    /// <summary>How long an error answers readers that have no credential, so that ten thousand of them ask the issuer once.</summary>
    public static TimeSpan ErrorCache(double chance) => TimeSpan.FromSeconds(1 + (4 * chance));
}

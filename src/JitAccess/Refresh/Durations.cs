namespace JitAccess.Refresh;

internal static class Durations
{
    public static TimeSpan Shorter(TimeSpan a, TimeSpan b) => new(Math.Min(a.Ticks, b.Ticks));

    public static TimeSpan Longer(TimeSpan a, TimeSpan b) => new(Math.Max(a.Ticks, b.Ticks));
}

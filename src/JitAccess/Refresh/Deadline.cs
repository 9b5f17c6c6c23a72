using static JitAccess.Refresh.Durations;

namespace JitAccess.Refresh;

/// <summary>A point in time on both clocks; it is due as soon as one of them has reached it.</summary>
internal readonly record struct Deadline(DateTimeOffset At, TimeSpan Uptime)
{
    public static Deadline Earlier(Deadline a, Deadline b) => new(AtTicks(Math.Min(a.At.UtcTicks, b.At.UtcTicks)), Shorter(a.Uptime, b.Uptime));

    public static Deadline Later(Deadline a, Deadline b) => new(AtTicks(Math.Max(a.At.UtcTicks, b.At.UtcTicks)), Longer(a.Uptime, b.Uptime));

    public bool IsDue(Moment now) => now.UtcNow >= At || now.Uptime >= Uptime;

    /// <summary>Returns what is left; never less than zero.</summary>
    public TimeSpan Left(Moment now) =>
        Longer(Shorter(At - now.UtcNow, Uptime - now.Uptime), TimeSpan.Zero);

    private static DateTimeOffset AtTicks(long utcTicks) => new(utcTicks, TimeSpan.Zero);
}

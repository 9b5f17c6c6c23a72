namespace JitAccess.Refresh;

/// <summary>A point in time on both clocks; it is due as soon as one of them has reached it.</summary>
internal readonly record struct Deadline(DateTimeOffset At, TimeSpan Uptime)
{
    public static Deadline Earlier(Deadline a, Deadline b) => new(a.At < b.At ? a.At : b.At, a.Uptime < b.Uptime ? a.Uptime : b.Uptime);

    public static Deadline Later(Deadline a, Deadline b) => new(a.At > b.At ? a.At : b.At, a.Uptime > b.Uptime ? a.Uptime : b.Uptime);

    public bool IsDue(Moment now) => now.UtcNow >= At || now.Uptime >= Uptime;

    /// <summary>Returns what is left; never less than zero.</summary>
    public TimeSpan Left(Moment now)
    {
        var (wall, monotonic) = (At - now.UtcNow, Uptime - now.Uptime);
        var left = wall < monotonic ? wall : monotonic;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}

namespace JitAccess.Refresh;

/// <summary>One moment on both clocks.</summary>
/// <remarks>
/// The wall clock decides, because the monotonic one may stand still while the machine sleeps. The monotonic clock is there for the opposite
/// case: a wall clock that is set back must neither extend a credential nor stretch a backoff.
/// </remarks>
internal readonly record struct Moment(DateTimeOffset UtcNow, TimeSpan Uptime)
{
    public static Moment Now(TimeProvider timeProvider) => new(timeProvider.GetUtcNow(), UptimeOf(timeProvider));

    public Deadline In(TimeSpan delay) => new(UtcNow + delay, Uptime + delay);

    // In whole ticks where the frequency allows it, which is everywhere but on old hardware: what is computed from it is exact.
    private static TimeSpan UptimeOf(TimeProvider timeProvider)
    {
        var (perTick, rest) = Math.DivRem(timeProvider.TimestampFrequency, TimeSpan.TicksPerSecond);
        return rest == 0 ? new TimeSpan(timeProvider.GetTimestamp() / perTick) : timeProvider.GetElapsedTime(0);
    }
}

using static JitAccess.Refresh.Durations;

namespace JitAccess.Refresh;

/// <summary>Lets so many things happen at once, and then one in each period.</summary>
/// <remarks>Whoever takes holds the lock of the owner; anybody may ask how long to wait.</remarks>
internal sealed class Budget(int burst, TimeSpan period)
{
    private long _spentUntil; // ticks of Moment.Uptime: when all that was taken has been earned again

    public bool TryTake(Moment now) => TryTake(now, atMost: TimeSpan.Zero, out _);

    /// <summary>Takes what will have been earned within a time, or nothing.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="atMost">The longest wait that the taker can afford.</param>
    /// <param name="wait">How long the taker has to wait; where nothing was taken, how long it would have been.</param>
    public bool TryTake(Moment now, TimeSpan atMost, out TimeSpan wait)
    {
        wait = Wait(now);
        if (wait > atMost)
            return false;
        Volatile.Write(ref _spentUntil, Math.Max(_spentUntil, now.Uptime.Ticks) + period.Ticks);
        return true;
    }

    /// <summary>Returns how long there is nothing to take.</summary>
    public TimeSpan Wait(Moment now) =>
        Longer(new TimeSpan(Volatile.Read(ref _spentUntil)) - now.Uptime - ((burst - 1) * period), TimeSpan.Zero);
}

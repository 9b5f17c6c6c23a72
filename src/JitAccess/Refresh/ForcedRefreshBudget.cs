using static JitAccess.Refresh.Durations;

namespace JitAccess.Refresh;

/// <summary>Limits refreshes that refused logins force: two at once, then one every five seconds.</summary>
/// <remarks>Whoever takes holds the engine's lock; anybody may ask how long to wait.</remarks>
internal sealed class ForcedRefreshBudget
{
    private const int Burst = 2;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private long _spentUntil; // ticks of Moment.Uptime: when all that was taken has been earned again

    public bool TryTake(Moment now)
    {
        if (Wait(now) > TimeSpan.Zero)
            return false;
        Volatile.Write(ref _spentUntil, Math.Max(_spentUntil, now.Uptime.Ticks) + Period.Ticks);
        return true;
    }

    /// <summary>Returns how long there is nothing to take.</summary>
    public TimeSpan Wait(Moment now) =>
        Longer(new TimeSpan(Volatile.Read(ref _spentUntil)) - now.Uptime - ((Burst - 1) * Period), TimeSpan.Zero);
}

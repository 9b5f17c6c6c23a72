namespace JitAccess.IntegrationTests.Load;

/// <summary>The system's clock, and a count of the timers that are alive on it.</summary>
internal sealed class CountingTimeProvider : TimeProvider
{
    private int _timers;
    private int _created;

    public int LiveTimers => Volatile.Read(ref _timers);

    public int CreatedTimers => Volatile.Read(ref _created);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        Interlocked.Increment(ref _created);
        return new CountedTimer(this, base.CreateTimer(callback, state, dueTime, period));
    }

    private sealed class CountedTimer(CountingTimeProvider owner, ITimer timer) : ITimer
    {
        private int _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            Leave();
        }

        public async ValueTask DisposeAsync()
        {
            await timer.DisposeAsync();
            Leave();
        }

        private void Leave()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                Interlocked.Decrement(ref owner._timers);
        }
    }
}

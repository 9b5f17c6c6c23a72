namespace JitAccess.Testing.Internal.Vault;

/// <summary>Something that happens at a time, which may be moved.</summary>
internal sealed class Deadline : IDisposable
{
    // A timer reaches 49 days at most.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly Action _reached;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _ending;
    private long _at;

    /// <summary>Initializes something that is not due yet.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="reached">What happens.</param>
    /// <param name="stopping">Ends it: a timer left behind would keep the whole server in memory for as long as a token lives.</param>
    public Deadline(TimeProvider time, Action reached, CancellationToken stopping)
    {
        _time = time;
        _reached = reached;

        // The request that starts it must not live on in the timer.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static state => ((Deadline)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ending = stopping.UnsafeRegister(static timer => ((ITimer)timer!).Dispose(), _timer);
    }

    public void Set(DateTimeOffset at)
    {
        Interlocked.Exchange(ref _at, at.UtcTicks);
        Arm();
    }

    public void Dispose()
    {
        _ending.Unregister();
        _timer.Dispose();
    }

    private void Tick()
    {
        if (Remaining > TimeSpan.Zero)
            Arm(); // it was moved, or further away than a timer reaches
        else
            _reached();
    }

    private TimeSpan Remaining => new(Interlocked.Read(ref _at) - _time.GetUtcNow().UtcTicks);

    private void Arm()
    {
        var remaining = Remaining;
        _timer.Change(remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining > Longest ? Longest : remaining, Timeout.InfiniteTimeSpan);
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Tests.Refresh;

/// <summary>The test's clock, with a look at who reads it and who makes timers of it.</summary>
internal sealed class HookedTimeProvider(FakeTimeProvider inner) : TimeProvider
{
    private int _timers;
    private int _reads;

    public Action? OnRead { get; set; }

    /// <summary>Gets or sets up to which length a timer's time passes as soon as it is made: the pauses between attempts.</summary>
    public TimeSpan SkipUpTo { get; set; } = TimeSpan.MinValue;

    /// <summary>Gets a value indicating whether the maker of the latest timer kept its context out of it.</summary>
    public bool FlowWasSuppressed { get; private set; }

    public ConcurrentQueue<TimeSpan> Skipped { get; } = new();

    /// <summary>Gets or sets how far the wall clock is off: stepped, or ahead of a monotonic clock that slept.</summary>
    public TimeSpan WallOffset { get; set; }

    public int Timers => Volatile.Read(ref _timers);

    public int Reads => Volatile.Read(ref _reads);

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Increment(ref _reads);
        OnRead?.Invoke();
        return inner.GetUtcNow() + WallOffset;
    }

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        FlowWasSuppressed = ExecutionContext.IsFlowSuppressed();
        var timer = new CountedTimer(this, inner.CreateTimer(callback, state, dueTime, period));
        Interlocked.Increment(ref _timers); // when it runs: whoever waits for the count moves the clock on
        if (dueTime > TimeSpan.Zero && dueTime <= SkipUpTo)
        {
            Skipped.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => inner.Advance(dueTime));
        }

        return timer;
    }

    private sealed class CountedTimer(HookedTimeProvider owner, ITimer timer) : ITimer
    {
        private int _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                Interlocked.Decrement(ref owner._timers);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>A standing clock that knows who waits for it: a test moves it on when that is so, once, and by what is waited for.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<Wait, TimeSpan> _waits = new();

    /// <summary>Returns how many wait for a length of time.</summary>
    public int Waiting(TimeSpan length) => _waits.Values.Count(l => l == length);

    /// <summary>Lets a length of time pass, when somebody has begun to wait for it.</summary>
    public async Task PassAsync(TimeSpan length)
    {
        await WaitedForAsync(length);
        Advance(length);
    }

    public async Task WaitedForAsync(TimeSpan length)
    {
        while (Waiting(length) == 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var wait = new Wait(this, base.CreateTimer(callback, state, dueTime, period));
        wait.Count(dueTime); // when it runs
        return wait;
    }

    private sealed class Wait(WatchedTime owner, ITimer timer) : ITimer
    {
        private readonly Lock _gate = new();
        private bool _isDisposed;

        public void Count(TimeSpan length)
        {
            lock (_gate)
                if (!_isDisposed)
                    owner._waits[this] = length;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            Count(dueTime);
            return changed;
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isDisposed = true;
                owner._waits.TryRemove(this, out _);
            }

            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

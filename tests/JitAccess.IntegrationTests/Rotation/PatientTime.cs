using Microsoft.Extensions.Time.Testing;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A clock that a test moves on, but not past the limit of anything that is under way: how fast a machine is, nothing may hang on.</summary>
internal sealed class PatientTime() : FakeTimeProvider(System.GetUtcNow())
{
    private const int Slower = 10;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private int _limits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is not CancellationTokenSource)
            return base.CreateTimer(callback, state, dueTime, period);
        lock (_gate)
        {
            var limit = new Limit(this);
            limit.Timer = base.CreateTimer(
                s =>
                {
                    limit.End();
                    callback(s);
                },
                state, dueTime, period);
            _limits++;
            return limit;
        }
    }

    /// <summary>Lets time pass, slower than in reality, until nothing works against a limit, and then a span at once.</summary>
    /// <remarks>It does not stand still meanwhile, for what is under way may pause.</remarks>
    public async Task AdvanceAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        while (!TryAdvance(span))
        {
            await Task.Delay(Tick, System, cancellationToken);
            Advance(Tick / Slower);
        }
    }

    private bool TryAdvance(TimeSpan span)
    {
        lock (_gate) // so that no limit begins between the look and the leap
        {
            if (_limits > 0)
                return false;
            Advance(span);
            return true;
        }
    }

    private sealed class Limit(PatientTime owner) : ITimer
    {
        private bool _hasEnded;

        public ITimer? Timer { get; set; }

        public void End()
        {
            lock (owner._gate)
            {
                if (!_hasEnded)
                    owner._limits--;
                _hasEnded = true;
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Timer!.Change(dueTime, period);

        public void Dispose()
        {
            End();
            Timer!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

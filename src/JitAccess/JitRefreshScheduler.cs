using System.Runtime.CompilerServices;
using static JitAccess.Refresh.Durations;

namespace JitAccess;

/// <summary>Wakes engines whose credentials are due, with one timer for all of them.</summary>
/// <remarks>
/// The timer only wakes; whether a refresh is due is the wall clock's to say, so a late timer, a sleeping machine or a stepped clock can delay
/// a refresh and never spoil one. While anything is registered it wakes at least every 30 seconds; while nothing is, there is no timer.
/// It serves everybody on its clock, so it can't be disposed: a registration ends by its owner's hand, or with its engine.
/// </remarks>
public sealed class JitRefreshScheduler
{
    private static readonly TimeSpan MaxSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MinSleep = TimeSpan.FromMilliseconds(100); // what is due and not allowed yet must not spin
    private static readonly ConditionalWeakTable<TimeProvider, JitRefreshScheduler> Schedulers = [];

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly HashSet<Registration> _registrations = [];
    private ITimer? _timer;
    private long _wakeAt;

    private JitRefreshScheduler(TimeProvider time) => _time = time;

    /// <summary>Returns the one scheduler of the process that runs on <paramref name="timeProvider"/>.</summary>
    /// <param name="timeProvider">The clock.</param>
    public static JitRefreshScheduler For(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        return Schedulers.GetValue(timeProvider, static time => new JitRefreshScheduler(time));
    }

    /// <summary>Wakes <paramref name="engine"/> when its credential is due, until the registration or the engine is disposed.</summary>
    /// <param name="engine">The engine.</param>
    public IDisposable Register(JitCredentialEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var registration = new Registration(this, engine);
        lock (_gate)
        {
            _registrations.Add(registration);
            _timer ??= CreateTimer();
        }

        engine.Changed += registration.Reschedule;
        registration.Reschedule();
        return registration;
    }

    private void Remove(Registration registration)
    {
        lock (_gate)
        {
            _registrations.Remove(registration);
            if (_registrations.Count > 0)
                return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    // The timer outlives whoever registers first, so it must not keep that one's context alive.
    private ITimer CreateTimer()
    {
        using var suppressed = ExecutionContext.SuppressFlow();
        _wakeAt = After(MaxSleep);
        return _time.CreateTimer(static state => ((JitRefreshScheduler)state!).Wake(), this, MaxSleep, Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        Registration[] registrations;
        lock (_gate)
            registrations = [.. _registrations];

        foreach (var registration in registrations)
            if (registration.Engine.TimeToDue() <= TimeSpan.Zero)
                registration.Engine.StartRefresh();
        RescheduleAll();
    }

    /// <summary>Sets the timer to what is due next. Only a wake scans all: a thousand engines take microseconds, and no order has to be kept.</summary>
    private void RescheduleAll()
    {
        lock (_gate)
        {
            var sleep = MaxSleep;
            foreach (var registration in _registrations)
                if (registration.Engine.TimeToDue() is { } left && left < sleep)
                    sleep = left;
            SetTimer(sleep);
        }
    }

    /// <summary>Wakes earlier for one engine that changed. What moved to a later time is left to the wake that was planned for it.</summary>
    private void Hasten(JitCredentialEngine engine)
    {
        if (engine.TimeToDue() is not { } left)
            return;
        lock (_gate)
        {
            if (Longer(left, MinSleep) < _time.GetElapsedTime(_time.GetTimestamp(), _wakeAt))
                SetTimer(left);
        }
    }

    private void SetTimer(TimeSpan sleep)
    {
        sleep = Longer(sleep, MinSleep);
        _wakeAt = After(sleep);
        _timer?.Change(sleep, Timeout.InfiniteTimeSpan);
    }

    private long After(TimeSpan span) => _time.GetTimestamp() + (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed class Registration(JitRefreshScheduler scheduler, JitCredentialEngine engine) : IDisposable
    {
        public JitCredentialEngine Engine { get; } = engine;

        public void Reschedule()
        {
            if (Engine.IsDisposed)
                Dispose();
            else
                scheduler.Hasten(Engine);
        }

        public void Dispose()
        {
            Engine.Changed -= Reschedule;
            scheduler.Remove(this);
        }
    }
}

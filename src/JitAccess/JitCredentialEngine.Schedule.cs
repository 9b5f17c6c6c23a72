using JitAccess.Refresh;
using static JitAccess.Refresh.Durations;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    /// <summary>Raised when a refresh has ended, or the database has refused the credential: there may be another one, due at another time.</summary>
    /// <remarks>It is raised on the thread that brought the change, which a listener must not hold.</remarks>
    public event Action? Changed;

    /// <summary>
    /// How long the scheduler may sleep on account of this engine; <see langword="null"/> for ever. A lease is kept alive however rarely it is
    /// read; anything else is refreshed only if it has been read within one lifetime, so that an idle process asks nobody for anything. An
    /// outage is followed to its end: a service that is out of rotation because of it gets no reads that would end it.
    /// </summary>
    internal TimeSpan? TimeToDue()
    {
        if (IsDisposed || Volatile.Read(ref _flight) is not null)
            return null;

        var now = Now();
        var pause = Volatile.Read(ref _failure)?.BackoffUntil.Left(now);
        if (Current is not { } snapshot)
            return pause;
        if (pause is null && snapshot.Credential.Lease is null && !ReadWithin(snapshot.Windows.Expires, now))
            return null;

        var left = snapshot.IsRejected ? _forced.Wait(now) : snapshot.TimeToRefresh(now);
        left = Longer(left, pause ?? TimeSpan.Zero);
        return snapshot.NotBefore is { } start ? Longer(left, start.Left(now)) : left;
    }

    private bool ReadWithin(TimeSpan lifetime, Moment now) =>
        Volatile.Read(ref _lastRead) is not Never and var read && now.Uptime.Ticks - read < lifetime.Ticks;

    private void Notify() => Changed?.Invoke();
}

using System.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    /// <summary>Begins a refresh in the background where one is due; the scheduler's way in.</summary>
    public void StartRefresh() => TryStart(inBackground: true);

    /// <summary>Says without a lock whether <see cref="TryStart"/> could begin a flight.</summary>
    private bool MayRefresh(JitCredentialSnapshot snapshot) => Volatile.Read(ref _flight) is null && !IsHeldBack(snapshot, Now());

    /// <summary>Joins the flight in progress, or begins one where one is due and nothing holds it back.</summary>
    /// <remarks>
    /// Whether one is due is decided under the lock and not by the caller: between a reader's look and this one, a flight may have ended, and
    /// thousands of readers that looked before must not begin a second.
    /// </remarks>
    private RefreshFlight? TryStart(bool inBackground = false, JitRefreshReason? reason = null)
    {
        RefreshFlight flight;
        lock (_gate)
        {
            if (_disposed)
                return null;
            if (_flight is not null)
                return _flight;
            if ((reason ?? DueReason(inBackground)) is not { } due)
                return null;
            flight = new RefreshFlight(due, Activity.Current?.Context ?? default);
            Volatile.Write(ref _flight, flight);
            Interlocked.Increment(ref _unfinished);
        }

        // Outside the lock and without the starter's context: a provider that runs synchronously must not hold the lock, and nothing of
        // the starter (activity, culture, request scope) may live on in a refresh that serves everybody.
        ThreadPool.UnsafeQueueUserWorkItem(
            static start => _ = start.Engine.FlyAsync(start.Flight), (Engine: this, Flight: flight), preferLocal: false);
        return flight;
    }

    private JitRefreshReason? DueReason(bool inBackground)
    {
        var now = Now();
        switch (_snapshot?.StateAt(now))
        {
            case null or JitEngineState.Expired:
                var mayAsk = _failure is null || (inBackground ? _failure.BackoffUntil : _failure.AnswerUntil).IsDue(now);
                return mayAsk ? JitRefreshReason.Initial : null;
            case JitEngineState.Fresh:
                return null;
            case var _ when IsHeldBack(_snapshot, now):
                return null;
            case var _ when _snapshot.IsRejected:
                return _forced.TryTake(now) ? JitRefreshReason.Invalidated : null;
            case var state:
                return state == JitEngineState.Advisory ? JitRefreshReason.Advisory : JitRefreshReason.Mandatory;
        }
    }

    private bool IsHeldBack(JitCredentialSnapshot snapshot, Moment now) =>
        (Volatile.Read(ref _failure) is { } failure && !failure.BackoffUntil.IsDue(now))
        || (snapshot.NotBefore is { } start && !start.IsDue(now));

    /// <summary>Runs a refresh to its end. It never throws: what went wrong is in the flight.</summary>
    private async Task FlyAsync(RefreshFlight flight)
    {
        var started = _time.GetTimestamp();
        Activity? activity = null;
        Quietly(() => activity = StartActivity(flight));

        RefreshFailure? failure = null;
        try
        {
            var previous = _failure;
            var result = await ObtainAsync(flight.Reason).ConfigureAwait(false);
            if (Publish(result))
                Quietly(() => ReportSuccess(flight.Reason, result, previous));
            else if (result.Kind == RefreshResultKind.Minted)
                Discard(result.Snapshot.Credential); // what was renewed is held by whoever holds the engine
        }
#pragma warning disable CA1031 // Whatever a provider throws is the outcome of this refresh and reaches the readers from here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = Fail(e);
            Quietly(() => ReportFailure(flight.Reason, failure, activity));
        }

        Quietly(() =>
        {
            _metrics.Refreshed(Tags, flight.Reason, failure is null, _time.GetElapsedTime(started));
            activity?.Dispose();
        });

        // Only itself: a waiter that comes late must not remove a newer flight.
        Interlocked.CompareExchange(ref _flight, null, flight);
        flight.Complete(failure);
        Quietly(Notify);
        Interlocked.Decrement(ref _unfinished);
    }

    private Activity? StartActivity(RefreshFlight flight) => DisableTracing ? null : JitAccessDiagnostics.Source.StartActivity(
            ActivityKind.Internal, default, name: "jitaccess.refresh",
            links: flight.Starter == default ? null : [new ActivityLink(flight.Starter)])
        ?.SetTag("jitaccess.provider", Key.Identity.ProviderName).SetTag("jitaccess.database", Key.DatabaseName);

    /// <summary>A logger or listener that throws must neither fail a refresh or a report nor leave readers waiting.</summary>
    private static void Quietly(Action report)
    {
        try
        {
            report();
        }
#pragma warning disable CA1031 // See above.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}

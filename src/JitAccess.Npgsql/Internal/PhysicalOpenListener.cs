using System.Diagnostics;
using JitAccess.Internal.Rotation;

namespace JitAccess.Internal;

/// <summary>The one hook into Npgsql: hears when a physical open begins and ends, and how.</summary>
/// <remarks>
/// An <see cref="ActivityListener"/> is process-wide by nature. It is installed with the first database and removed with the last; it and those
/// who hear of refusals are the only static state. What an open sent travels on its activity, so databases never look each other up.
/// </remarks>
internal sealed class PhysicalOpenListener : IDisposable
{
    private const string SourceName = "Npgsql";
    private const string OpenPrefix = "CONNECT ";

    private static readonly Lock Gate = new();
    private static ActivityListener? _installed;
    private static int _users;

    private int _released;

    private PhysicalOpenListener()
    {
    }

    public static PhysicalOpenListener Acquire()
    {
        lock (Gate)
        {
            if (_users++ == 0)
                ActivitySource.AddActivityListener(_installed = Create());
        }

        return new PhysicalOpenListener();
    }

    /// <summary>Hears of opens that a server refused before it asked for a password: whose they are, nobody can tell but by what the server says.</summary>
    public static event Action<Activity, string>? RefusedUnasked;

    /// <summary>Gets the activity of the physical open that this code runs in.</summary>
    public static Activity? CurrentOpen => Activity.Current is { Source.Name: SourceName } activity && IsOpen(activity) ? activity : null;

    /// <summary>Keeps an open out of what exporters take; this listener hears of its end all the same.</summary>
    public static void Hide(Activity open)
    {
        open.IsAllDataRequested = false;
        open.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;

        lock (Gate)
        {
            if (--_users > 0)
                return;
            _installed?.Dispose();
            _installed = null;
        }
    }

    private static bool IsOpen(Activity activity) => activity.OperationName.StartsWith(OpenPrefix, StringComparison.Ordinal);

    private static ActivityListener Create() => new()
    {
        ShouldListenTo = static source => source.Name == SourceName,

        // Propagation data is the least that makes Npgsql create the activity; commands are left to whoever traces them.
        Sample = static (ref options) =>
        {
            if (!options.Name.StartsWith(OpenPrefix, StringComparison.Ordinal))
                return ActivitySamplingResult.None;
            RotationEpoch.Note();
            return ActivitySamplingResult.PropagationData;
        },
        ActivityStarted = static activity =>
        {
            if (IsOpen(activity))
                RotationEpoch.StampOn(activity);
        },
        ActivityStopped = static activity =>
        {
            if (LoginAttempt.Of(activity) is { } attempt)
                attempt.Stopped(activity);
            else if (IsOpen(activity) && LoginAttempt.IsRefused(activity, out var sqlState))
                RefusedUnasked?.Invoke(activity, sqlState);
        },
    };
}

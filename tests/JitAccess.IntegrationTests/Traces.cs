using System.Collections.Concurrent;
using System.Diagnostics;

namespace JitAccess.IntegrationTests;

/// <summary>Takes what an exporter would: activities that are recorded when they stop.</summary>
internal sealed class Traces : IDisposable
{
    public const string RootSource = "JitAccess.IntegrationTests";

    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;

    public Traces()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Npgsql" or RootSource or JitAccessDiagnostics.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Recorded)
                    _stopped.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Returns the names of what was recorded in a trace, and of refreshes that it started.</summary>
    public IReadOnlyList<string> Recorded(ActivityTraceId trace) =>
        [.. _stopped.Where(a => a.TraceId == trace || a.Links.Any(l => l.Context.TraceId == trace)).Select(a => a.OperationName)];

    public void Dispose() => _listener.Dispose();
}

using System.Collections.Concurrent;
using System.Diagnostics;
using JitAccess.Internal.Rotation;
using JitAccess.Npgsql.Tests.Internal.Rotation;

[assembly: AssemblyFixture(typeof(FirstListener))]

namespace JitAccess.Npgsql.Tests.Internal.Rotation;

/// <summary>Listens to Npgsql before any test does, and so is asked about an open before JitAccess is.</summary>
public sealed class FirstListener : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentDictionary<string, bool> _wasReading = new();

    public FirstListener()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Npgsql",
            Sample = (ref options) =>
            {
                _wasReading[options.Name] = RotationEpoch.IsReading;
                return ActivitySamplingResult.None;
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Says whether the name was being read when an open of a database began.</summary>
    public bool WasReading(string database) => _wasReading[$"CONNECT {database}"];

    public void Dispose() => _listener.Dispose();
}

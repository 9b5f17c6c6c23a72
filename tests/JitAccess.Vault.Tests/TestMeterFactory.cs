using System.Diagnostics.Metrics;

namespace JitAccess.Vault.Tests;

/// <summary>Makes meters of its own, so that tests that run together don't measure each other.</summary>
internal sealed class TestMeterFactory : IMeterFactory
{
    private readonly Dictionary<string, Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        lock (_meters)
            return _meters.TryGetValue(options.Name, out var meter)
                ? meter
                : _meters[options.Name] = new Meter(options.Name, options.Version, options.Tags, scope: this);
    }

    public void Dispose()
    {
        foreach (var meter in _meters.Values)
            meter.Dispose();
    }
}

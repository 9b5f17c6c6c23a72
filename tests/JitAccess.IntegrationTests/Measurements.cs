using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.IntegrationTests;

/// <summary>Hears what JitAccess measures, host by host: tests run side by side.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(object? Scope, string Instrument)> _heard = new();

    public Measurements()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == JitAccessDiagnostics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => Hear(instrument));
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Hear(instrument));
        _listener.Start();
    }

    /// <summary>Returns the names of the instruments that have measured something of a host's databases.</summary>
    public IReadOnlyList<string> Of(IHost host)
    {
        _listener.RecordObservableInstruments();
        var scope = host.Services.GetRequiredService<IMeterFactory>();
        return [.. _heard.Where(h => ReferenceEquals(h.Scope, scope)).Select(h => h.Instrument).Distinct()];
    }

    public void Dispose() => _listener.Dispose();

    private void Hear(Instrument instrument) => _heard.Enqueue((instrument.Meter.Scope, instrument.Name));
}

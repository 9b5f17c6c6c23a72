using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using JitAccess.Vault.Internal;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>Writes the table of instruments from what an engine publishes and measures.</summary>
internal static class InstrumentsTable
{
    /// <summary>Gets the instruments, and the tags of what they measured.</summary>
    public static IReadOnlyList<(Instrument Instrument, IReadOnlySet<string> Tags)> Instruments { get; } = Read();

    public static string Write()
    {
        var text = new StringBuilder("| Instrument | Kind | Unit | Tags | Meaning |\n|---|---|---|---|---|\n");
        foreach (var (instrument, tags) in Instruments)
            text.Append(CultureInfo.InvariantCulture, $"| `{instrument.Name}` | {KindOf(instrument)} | `{instrument.Unit}` | {string.Join(", ", tags.Select(k => $"`{k}`"))} | {instrument.Description} |\n");
        return text.ToString();
    }

    private static List<(Instrument Instrument, IReadOnlySet<string> Tags)> Read()
    {
        var tags = new SortedDictionary<string, (Instrument Instrument, SortedSet<string> Tags)>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name != JitAccessDiagnostics.MeterName)
                return;
            tags[instrument.Name] = (instrument, new SortedSet<string>(StringComparer.Ordinal));
            l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((i, _, t, _) => Note(i, t));
        listener.SetMeasurementEventCallback<double>((i, _, t, _) => Note(i, t));
        listener.Start();
        Exercise(listener);

        foreach (var (name, (_, keys)) in tags)
            keys.ShouldNotBeEmpty($"{name} was not measured: make Exercise() measure it, so that its tags are known");
        return [.. tags.Values.Select(i => (i.Instrument, (IReadOnlySet<string>)i.Tags))];

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> measured)
        {
            foreach (var tag in measured)
                tags[instrument.Name].Tags.Add(tag.Key);
        }
    }

    private static void Exercise(MeterListener listener)
    {
        var target = new JitCredentialRequest { DatabaseName = "orders", Endpoint = new JitEndpoint("localhost", 5432), UserName = "orders_app" };

        // On a clock that stands: a first read that halts for long must not run out of time.
        var engine = new JitCredentialEngine(new IdleProvider(), target, runtime: new JitRuntime { TimeProvider = new FakeTimeProvider() });
        try
        {
            using var vault = new VaultMetrics(factory: null);
            vault.PossibleOrphan(target.DatabaseName);
            engine.ReportAccepted(engine.GetCredential());
            listener.RecordObservableInstruments();
        }
        finally
        {
            engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "ObservableGauge" => "gauge",
        var kind => kind.ToLowerInvariant(),
    };
}

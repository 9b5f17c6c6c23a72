using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace JitAccess.IntegrationTests.Observability;

/// <summary>OpenTelemetry as a user sets it up, with exporters that keep what they get.</summary>
internal sealed class Telemetry
{
    private readonly List<Activity> _spans = [];
    private readonly List<MetricSnapshot> _metrics = [];

    public void AddTo(HostApplicationBuilder builder)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddFakeLogging();
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(TelemetryContract.ActivitySource, "Npgsql").AddInMemoryExporter(_spans))
            .WithMetrics(metrics => metrics.AddMeter(TelemetryContract.Meter, "Npgsql").AddInMemoryExporter(_metrics));
    }

    public IReadOnlyList<Activity> Spans(IHost host, string source)
    {
        host.Services.GetRequiredService<TracerProvider>().ForceFlush().ShouldBeTrue();
        return [.. _spans.Where(s => s.Source.Name == source)];
    }

    /// <summary>Returns what every instrument holds now.</summary>
    public IReadOnlyList<MetricSnapshot> Metrics(IHost host)
    {
        _metrics.Clear();
        host.Services.GetRequiredService<MeterProvider>().ForceFlush().ShouldBeTrue();
        return [.. _metrics];
    }

    public static Dictionary<string, object?> Tags(MetricPoint point)
    {
        var tags = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var tag in point.Tags)
            tags.Add(tag.Key, tag.Value);
        return tags;
    }
}

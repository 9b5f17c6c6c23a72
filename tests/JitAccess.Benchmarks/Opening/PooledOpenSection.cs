using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Opening;

/// <summary>A connection from a warm pool: JitAccess is not on this path, and the figures have to show it.</summary>
internal sealed class PooledOpenSection(OrdersServer server) : IBenchmarkSection
{
    public string Id => "pooled-open";

    public Task<SectionResult> RunAsync(bool quick) => PooledOpens.MeasureAsync(server, quick, OpenTable.MaxTimeRatio);
}

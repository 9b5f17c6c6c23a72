using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Opening;

/// <summary>A connection from a warm pool: JitAccess is not on this path, and the figures have to show it.</summary>
internal sealed class PooledOpenSection(OrdersServer server) : IBenchmarkSection
{
    public string Id => "pooled-open";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        await using var plain = await server.CreatePlainAsync();
        await using var control = await server.CreatePlainAsync();
        await using var database = await server.CreateJitAccessAsync();
        return await PooledOpens.MeasureAsync(
            loop => OpenTable.Contenders(loop, plain, control, database.DataSource), quick, OpenTable.MaxTimeRatio);
    }
}

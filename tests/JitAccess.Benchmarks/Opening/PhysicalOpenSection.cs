using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Opening;

/// <summary>A new session: TCP, TLS and a login whose token the server has verified.</summary>
internal sealed class PhysicalOpenSection(OrdersServer server) : IBenchmarkSection
{
    private const int MaxExtraBytes = 2048;

    public string Id => "physical-open";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        await using var plain = await server.CreatePlainAsync(static s => s.Pooling = false);
        await using var control = await server.CreatePlainAsync(static s => s.Pooling = false);
        await using var database = await server.CreateJitAccessAsync(static s => s.Pooling = false);
        var rounds = quick ? 20 : 800;

        var table = OpenTable.Create();
        var asynchronous = await Interleaved.RunAsync(OpenTable.Contenders(OpenLoop.Async, plain, control, database.DataSource), rounds, 1);
        var synchronous = await Interleaved.RunAsync(OpenTable.Contenders(OpenLoop.Sync, plain, control, database.DataSource), rounds, 1);
        table.Add("async", asynchronous, withBytes: false);
        table.Add("sync", synchronous, withBytes: true);
        return new SectionResult(
            table,
            [
                Check.AtMost(CheckKind.Time, "time against plain Npgsql, async", asynchronous[^1].Ratio, OpenTable.MaxTimeRatio),
                Check.AtMost(CheckKind.Time, "time against plain Npgsql, sync", synchronous[^1].Ratio, OpenTable.MaxTimeRatio),
                Check.AtMost(CheckKind.Structure, "bytes beyond plain Npgsql's, sync", synchronous[^1].Bytes - synchronous[0].Bytes, MaxExtraBytes),
                Check.Exactly("tokens signed", database.GetStatus()[0].Generation, 1),
            ]);
    }
}

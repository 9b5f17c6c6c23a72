using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;
using Npgsql;

namespace JitAccess.Benchmarks.Opening;

/// <summary>Compares opens from warm pools, in both ways.</summary>
internal static class PooledOpens
{
    public static async Task<SectionResult> MeasureAsync(IComparedServer server, bool quick, double maxTimeRatio)
    {
        await using var plain = await server.CreatePlainAsync();
        await using var control = await server.CreatePlainAsync();
        await using var database = await server.CreateJitAccessAsync();
        var (rounds, operations) = quick ? (10, 2_000) : (600, 20_000);

        var table = OpenTable.Create();
        var checks = new List<Check>();
        (string Way, Func<string, NpgsqlDataSource, Contender> Loop)[] ways = [("async", OpenLoops.Async), ("sync", OpenLoops.Sync)];
        foreach (var (way, loop) in ways)
        {
            var standings = await Interleaved.RunAsync(OpenTable.Contenders(loop, plain, control, database.DataSource), rounds, operations);
            table.Add(way, standings, withBytes: true); // a warm pool answers on the calling thread, asynchronously too
            checks.Add(Check.Exactly($"bytes beyond plain Npgsql's, {way}", (long)Math.Round(standings[^1].Bytes - standings[0].Bytes), 0));
            checks.Add(Check.AtMost(CheckKind.Time, $"time against plain Npgsql, {way}", standings[^1].Ratio, maxTimeRatio));
        }

        return new SectionResult(table, checks);
    }
}

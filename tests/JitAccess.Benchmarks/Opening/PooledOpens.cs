using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Opening;

/// <summary>Compares opens from warm pools, in both ways.</summary>
internal static class PooledOpens
{
    /// <param name="contendersOf">The contenders of a loop: plain, plain again, JitAccess, and whoever else is of interest.</param>
    /// <param name="quick">Whether only the structure is of interest.</param>
    /// <param name="maxTimeRatio">What is promised of JitAccess.</param>
    public static async Task<SectionResult> MeasureAsync(Func<OpenLoop, IReadOnlyList<Contender>> contendersOf, bool quick, double maxTimeRatio)
    {
        var (rounds, operations) = quick ? (10, 2_000) : (600, 20_000);
        var table = OpenTable.Create();
        var checks = new List<Check>();
        foreach (var loop in OpenLoop.All)
        {
            var standings = await Interleaved.RunAsync(contendersOf(loop), rounds, operations);
            var (plain, jitAccess) = (standings[OpenTable.Plain], standings[OpenTable.JitAccess]);
            table.Add(loop.Name, standings, withBytes: true); // a warm pool answers on the calling thread, asynchronously too
            checks.Add(Check.Exactly($"bytes beyond plain Npgsql's, {loop.Name}", (long)Math.Round(jitAccess.Bytes - plain.Bytes), 0));
            checks.Add(Check.AtMost(CheckKind.Time, $"time against plain Npgsql, {loop.Name}", jitAccess.Ratio, maxTimeRatio));
        }

        return new SectionResult(table, checks);
    }
}

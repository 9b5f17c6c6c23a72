using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Reading;

/// <summary>What each physical open pays for its credential: one read, no lock, no allocation.</summary>
internal sealed class StrictReadSection : IBenchmarkSection
{
    public string Id => "strict-read";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        var rows = MicroBenchmark.Run<StrictReadBenchmarks>(quick);
        var benchmarks = new StrictReadBenchmarks();
        await benchmarks.SetUpAsync();
        var standings = await Interleaved.RunAsync(
            [
                Contender.Of(nameof(StrictReadBenchmarks.Bare), benchmarks.Bare),
                Contender.Of(nameof(StrictReadBenchmarks.ReadForOpenAsync), benchmarks.ReadForOpenAsync),
                Contender.Of(nameof(StrictReadBenchmarks.ReadForOpen), benchmarks.ReadForOpen),
            ],
            quick ? 10 : 1_000, operations: 20_000);
        await benchmarks.CleanUpAsync();

        var table = new MarkdownTable("Read", "Median", "Ratio", "95 % interval", "Allocated");
        var checks = new List<Check>();
        foreach (var standing in standings)
        {
            var row = rows.Single(r => r.Method == standing.Name);
            var isBare = standing == standings[0];
            table.Add(
                isBare ? "`Volatile.Read` and `GetUtcNow`" : $"`JitCredentialEngine.{row.Method}`",
                Figures.Time(standing.Nanoseconds), standing.RatioText, standing.IntervalText, Figures.Bytes(row.Bytes));
            if (!isBare)
                checks.Add(Check.Exactly($"bytes of {row.Method}", row.Bytes, 0));
        }

        return new SectionResult(table, checks);
    }
}

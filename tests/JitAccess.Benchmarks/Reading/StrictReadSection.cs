using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;

namespace JitAccess.Benchmarks.Reading;

/// <summary>What each physical open pays for its credential: one read, no lock, no allocation.</summary>
internal sealed class StrictReadSection : IBenchmarkSection
{
    public string Id => "strict-read";

    public Task<SectionResult> RunAsync(bool quick)
    {
        var rows = MicroBenchmark.Run<StrictReadBenchmarks>(quick);
        var bare = rows.Single(r => r.Method == nameof(StrictReadBenchmarks.Bare));
        var table = new MarkdownTable("Read", "Median", "Ratio", "Allocated");
        foreach (var row in rows)
            table.Add(
                row == bare ? "`Volatile.Read` and `GetUtcNow`" : $"`JitCredentialEngine.{row.Method}`",
                Figures.Time(row.Nanoseconds), Figures.Ratio(row.Nanoseconds, bare.Nanoseconds), Figures.Bytes(row.Bytes));

        return Task.FromResult(new SectionResult(
            table, [.. rows.Where(r => r != bare).Select(r => Check.Exactly($"bytes of {r.Method}", r.Bytes, 0))]));
    }
}

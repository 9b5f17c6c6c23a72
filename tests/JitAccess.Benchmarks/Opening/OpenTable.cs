using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Reporting;
using Npgsql;

namespace JitAccess.Benchmarks.Opening;

/// <summary>Plain, plain again, JitAccess: the second plain one shows how far from 1 a ratio is by chance alone.</summary>
internal static class OpenTable
{
    public const double MaxTimeRatio = 1.02;
    public const int Plain = 0;
    public const int JitAccess = 2;

    public static MarkdownTable Create() => new("Open and close", "Median", "Ratio", "95 % interval", "Allocated", "Ratio of bytes");

    public static Contender[] Contenders(OpenLoop loop, NpgsqlDataSource plain, NpgsqlDataSource control, NpgsqlDataSource jitAccess)
    {
        return [Of("NpgsqlDataSource", plain), Of("NpgsqlDataSource again (control)", control), Of("JitAccess", jitAccess)];

        Contender Of(string name, NpgsqlDataSource dataSource) => new(name, times => loop.RunAsync(dataSource, times));
    }

    public static void Add(this MarkdownTable table, string way, IReadOnlyList<Standing> standings, bool withBytes)
    {
        foreach (var row in standings)
            table.Add(
                $"{row.Name}, {way}",
                Figures.Time(row.Nanoseconds),
                row.RatioText,
                row.IntervalText,
                withBytes ? Figures.Bytes(row.Bytes) : "–",
                withBytes ? Figures.Ratio(row.Bytes, standings[0].Bytes) : "–");
    }
}

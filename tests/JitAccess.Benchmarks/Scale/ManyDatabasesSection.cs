using System.Globalization;
using JitAccess.Aws;
using JitAccess.Benchmarks.Reporting;
using Npgsql;

namespace JitAccess.Benchmarks.Scale;

/// <summary>A thousand databases that nobody uses: their memory, and the processor's time while nothing happens.</summary>
internal sealed class ManyDatabasesSection : IBenchmarkSection
{
    private const int Size = 1_000;
    private const int MaxExtraBytes = 8192;
    private const double MaxIdleCpuPercent = 0.1;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(65); // longer than two of the scheduler's longest sleeps

    private readonly JitRuntime _runtime = new();
    private readonly RdsIamCredentialProvider _provider = new(LongLivedKey.Options(LongLivedKey.Credentials(LongLivedKey.Generate())));

    public string Id => "many-databases";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        var nothing = await MeasureAsync("the process alone", 0, static _ => throw new InvalidOperationException(), quick);
        var plain = await MeasureAsync("`NpgsqlDataSource`", Size, CreatePlainAsync, quick);
        var empty = await MeasureAsync("`JitDatabase`, never asked", Size, i => CreateJitAccessAsync(i, JitPrefetch.None), quick);
        var filled = await MeasureAsync("`JitDatabase`, with a token", Size, i => CreateJitAccessAsync(i, JitPrefetch.Required), quick);

        var table = new MarkdownTable(
            string.Create(CultureInfo.InvariantCulture, $"{Size:#,0} idle databases"), "Retained each", "Ratio", "Beyond plain", "Idle CPU of one core");
        table.Add(nothing.Name, "–", "–", "–", Percent(nothing));
        foreach (var row in (Footprint[])[plain, empty, filled])
            table.Add(row.Name, Figures.Bytes(row.Bytes), Figures.Ratio(row.Bytes, plain.Bytes), Figures.Bytes(row.Bytes - plain.Bytes), Percent(row));
        return new SectionResult(
            table,
            [
                Check.AtMost(CheckKind.Structure, "bytes retained beyond plain Npgsql's, with a token", Math.Round(filled.Bytes - plain.Bytes), MaxExtraBytes),
                Check.AtMost(CheckKind.Time, $"idle CPU, % of one core, of {Size:#,0} without a token", empty.CpuPercent, MaxIdleCpuPercent),
                Check.AtMost(CheckKind.Time, $"idle CPU, % of one core, of {Size:#,0} with a token", filled.CpuPercent, MaxIdleCpuPercent),
            ]);
    }

    private static Task<Footprint> MeasureAsync(string name, int size, Func<int, Task<IAsyncDisposable>> create, bool quick) =>
        FootprintMeter.MeasureAsync(new Population(name, create), size, quick ? Settle / 10 : Settle, quick ? Idle / 100 : Idle);

    private static string Percent(Footprint row) => string.Create(CultureInfo.InvariantCulture, $"{row.CpuPercent:0.000} %");

    private static Task<IAsyncDisposable> CreatePlainAsync(int number)
    {
        var builder = Builder(number);
#pragma warning disable JIT006 // What an application without JitAccess would do; nothing is ever opened with it.
        builder.ConnectionStringBuilder.Password = "never-sent";
#pragma warning restore JIT006
        return Task.FromResult<IAsyncDisposable>(builder.Build());
    }

    private async Task<IAsyncDisposable> CreateJitAccessAsync(int number, JitPrefetch prefetch) =>
        await JitDatabase.CreateAsync(Builder(number), _provider, new JitDatabaseOptions { Prefetch = prefetch }, _runtime);

    private static NpgsqlDataSourceBuilder Builder(int number) => new(
        $"Host=orders{number}.abc123def456.eu-west-1.rds.amazonaws.com;Database=orders{number};Username=orders_app;" +
        "SSL Mode=VerifyFull;GSS Encryption Mode=Disable;SSL Negotiation=Postgres;Require Auth=Password");
}

using System.Globalization;
using Amazon.Runtime;
using JitAccess.Aws;
using JitAccess.Benchmarks.Reporting;
using JitAccess.Testing;
using Npgsql;

namespace JitAccess.Benchmarks.Scale;

/// <summary>A thousand databases that nobody uses: their memory, and the processor's time while nothing happens.</summary>
internal sealed class ManyDatabasesSection : IBenchmarkSection
{
    private const int Size = 1_000;
    private const double MaxIdleCpuPercent = 0.1;

    // Longer than two of the scheduler's longest sleeps.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(65);
    private static readonly TimeSpan QuickIdle = TimeSpan.FromSeconds(1);

    private readonly JitRuntime _runtime = new();
    private readonly RdsIamCredentialProvider _provider;

    public ManyDatabasesSection()
    {
        var key = RdsIamKey.Generate();
        _provider = new RdsIamCredentialProvider(
            new RdsIamOptions { Credentials = new BasicAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey()) });
    }

    public string Id => "many-databases";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        var idle = quick ? QuickIdle : Idle;
        var nothing = await FootprintMeter.MeasureAsync(new Population("the process alone", static _ => throw new InvalidOperationException()), 0, idle);
        var plain = await FootprintMeter.MeasureAsync(new Population("`NpgsqlDataSource`", CreatePlainAsync), Size, idle);
        var empty = await FootprintMeter.MeasureAsync(new Population("`JitDatabase`, never asked", i => CreateJitAccessAsync(i, JitPrefetch.None)), Size, idle);
        var filled = await FootprintMeter.MeasureAsync(new Population("`JitDatabase`, with a token", i => CreateJitAccessAsync(i, JitPrefetch.Required)), Size, idle);

        var table = new MarkdownTable(
            string.Create(CultureInfo.InvariantCulture, $"{Size:#,0} idle databases"), "Retained each", "Ratio", "Beyond plain", "Idle CPU of one core");
        table.Add(nothing.Name, "–", "–", "–", Percent(nothing));
        foreach (var row in (Footprint[])[plain, empty, filled])
            table.Add(row.Name, Figures.Bytes(row.Bytes), Figures.Ratio(row.Bytes, plain.Bytes), Figures.Bytes(row.Bytes - plain.Bytes), Percent(row));
        return new SectionResult(
            table,
            [
                Check.AtMost(CheckKind.Time, $"idle CPU, % of one core, of {Size:#,0} without a token", empty.CpuPercent, MaxIdleCpuPercent),
                Check.AtMost(CheckKind.Time, $"idle CPU, % of one core, of {Size:#,0} with a token", filled.CpuPercent, MaxIdleCpuPercent),
            ]);
    }

    private static string Percent(Footprint row) => string.Create(CultureInfo.InvariantCulture, $"{row.CpuPercent:0.000} %");

    private static Task<IAsyncDisposable> CreatePlainAsync(int number)
    {
        var builder = Builder(number);
        builder.ConnectionStringBuilder.Password = "never-sent";
        return Task.FromResult<IAsyncDisposable>(builder.Build());
    }

    private async Task<IAsyncDisposable> CreateJitAccessAsync(int number, JitPrefetch prefetch) =>
        await JitDatabase.CreateAsync(Builder(number), _provider, new JitDatabaseOptions { Prefetch = prefetch }, _runtime);

    private static NpgsqlDataSourceBuilder Builder(int number) => new(
        $"Host=orders{number}.abc123def456.eu-west-1.rds.amazonaws.com;Database=orders{number};Username=orders_app;" +
        "SSL Mode=VerifyFull;GSS Encryption Mode=Disable;SSL Negotiation=Postgres;Require Auth=Password");
}

using Amazon.Runtime;
using JitAccess.Aws;
using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Opening;
using JitAccess.Benchmarks.Reporting;
using JitAccess.Benchmarks.Signing;
using JitAccess.Testing;
using Npgsql;

namespace JitAccess.Benchmarks.Reading;

/// <summary>Ten thousand callers and no credential yet: the source is asked once, and nobody pays for the crowd.</summary>
internal sealed class ColdReadsSection(OrdersServer server) : IBenchmarkSection
{
    private const int PoolSize = 50;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    private int _mostCalls;

    public string Id => "cold-reads";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        var table = new MarkdownTable($"{Crowd.Size:#,0} at once", "Time per call", "Ratio", "Allocated per call", "Ratio of bytes", "Calls to the source");
        var task = await Crowd.RepeatAsync(quick ? 2 : 20, AwaitTaskAsync);
        Add(table, task, task, "–");
        Add(table, await Crowd.RepeatAsync(quick ? 2 : 20, ReadEngineAsync), task, $"{_mostCalls}");
        var readCalls = _mostCalls;

        _mostCalls = 0;
        var plain = await Crowd.RepeatAsync(quick ? 1 : 5, OpenPlainAsync);
        Add(table, plain, plain, "–");
        Add(table, await Crowd.RepeatAsync(quick ? 1 : 5, OpenJitAccessAsync), plain, $"{_mostCalls}");
        return new SectionResult(
            table,
            [
                Check.Exactly($"calls to the credential source for {Crowd.Size:#,0} cold reads", readCalls, 1),
                Check.Exactly($"calls to the credential source for {Crowd.Size:#,0} opens of a cold pool of {PoolSize}", _mostCalls, 1),
            ]);
    }

    private static void Add(MarkdownTable table, Measured row, Measured baseline, string calls) => table.Add(
        row.Method, Figures.Time(row.Nanoseconds), Figures.Ratio(row.Nanoseconds, baseline.Nanoseconds),
        Figures.Bytes(row.Bytes), Figures.Ratio(row.Bytes, baseline.Bytes), calls);

    // The least that single flight can cost: everybody awaits one task.
    private static Task<Measured> AwaitTaskAsync()
    {
        var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Crowd.RunAsync("one `Task`, awaited by all", () => source.Task, () => source.SetResult("token"));
    }

    private async Task<Measured> ReadEngineAsync()
    {
        var key = RdsIamKey.Generate();
        var credentials = new GatedCredentials(new BasicAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey()));
        await using var engine = new JitCredentialEngine(
            new RdsIamCredentialProvider(new RdsIamOptions { Credentials = credentials }),
            new JitCredentialRequest
            {
                DatabaseName = "orders",
                Endpoint = new JitEndpoint(SignerBenchmarks.Host, SignerBenchmarks.Port),
                UserName = SignerBenchmarks.UserName,
            });
        var result = await Crowd.RunAsync("`JitCredentialEngine`, cold", () => engine.ReadForOpenAsync(MaxWait).AsTask(), credentials.Release);
        _mostCalls = Math.Max(_mostCalls, credentials.Calls);
        return result;
    }

    private async Task<Measured> OpenPlainAsync()
    {
        await using var dataSource = await server.CreatePlainAsync(Configure);
        return await Crowd.RunAsync("`NpgsqlDataSource`, cold pool", () => OpenAsync(dataSource), static () => { });
    }

    private async Task<Measured> OpenJitAccessAsync()
    {
        var credentials = new GatedCredentials(server.Credentials);
        await using var database = await server.CreateJitAccessAsync(Configure, credentials, JitPrefetch.None);
        var result = await Crowd.RunAsync("`JitDatabase`, cold pool", () => OpenAsync(database.DataSource), credentials.Release);
        _mostCalls = Math.Max(_mostCalls, credentials.Calls);
        return result;
    }

    private static void Configure(NpgsqlConnectionStringBuilder settings)
    {
        settings.MaxPoolSize = PoolSize;
        settings.Timeout = (int)MaxWait.TotalSeconds;
    }

    private static async Task OpenAsync(NpgsqlDataSource dataSource)
    {
        var connection = await dataSource.OpenConnectionAsync();
        await connection.CloseAsync();
    }
}

using System.Globalization;
using JitAccess.Aws;
using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Opening;
using JitAccess.Benchmarks.Reporting;
using JitAccess.Benchmarks.Signing;
using Npgsql;

namespace JitAccess.Benchmarks.Reading;

/// <summary>Ten thousand callers and no credential yet: the source is asked once.</summary>
internal sealed class ColdReadsSection(OrdersServer server) : IBenchmarkSection
{
    private const int PoolSize = 50;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    private int _mostCalls;

    public string Id => "cold-reads";

    public async Task<SectionResult> RunAsync(bool quick)
    {
        var reads = await Crowd.InTurnsAsync(quick ? 2 : 30, AwaitTaskAsync, ReadEngineAsync);
        var readCalls = _mostCalls;
        _mostCalls = 0;
        var opens = await Crowd.InTurnsAsync(quick ? 1 : 10, OpenPlainAsync, OpenJitAccessAsync);
        var openCalls = _mostCalls;

        var table = new MarkdownTable(
            string.Create(CultureInfo.InvariantCulture, $"{Crowd.Size:#,0} at once"),
            "Time each", "Ratio", "95 % interval", "Allocated each", "Ratio of bytes", "Calls to the source");
        Add(table, reads, readCalls);
        Add(table, opens, openCalls);
        return new SectionResult(
            table,
            [
                Check.Exactly("calls to the credential source for the cold reads", readCalls, 1),
                Check.Exactly($"calls to the credential source for the opens of a cold pool of {PoolSize}", openCalls, 1),
            ]);
    }

    private static void Add(MarkdownTable table, IReadOnlyList<Standing> standings, int calls)
    {
        foreach (var row in standings)
            table.Add(
                row.Name, Figures.Time(row.Nanoseconds), row.RatioText, row.IntervalText, Figures.Bytes(row.Bytes),
                Figures.Ratio(row.Bytes, standings[0].Bytes), row == standings[0] ? "–" : calls.ToString(CultureInfo.InvariantCulture));
    }

    // The least that single flight can cost: everybody awaits one task.
    private static Task<Measured> AwaitTaskAsync()
    {
        var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Crowd.RunAsync("one `Task`, awaited by all", () => source.Task, () => source.SetResult("token"));
    }

    private async Task<Measured> ReadEngineAsync()
    {
        var key = LongLivedKey.Generate();
        var credentials = new GatedCredentials(LongLivedKey.Credentials(key));
        await using var engine = new JitCredentialEngine(
            new RdsIamCredentialProvider(LongLivedKey.Options(credentials)),
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

using System.Collections.Concurrent;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests.Load;

/// <summary>A process that serves 200 databases under two identities: a cold start, and every session closed at once while all are in use.</summary>
[Collection(nameof(TransportTests))] // alone in the process: it needs both cores
public sealed class ManyDatabasesTests : IAsyncLifetime
{
    private const int DatabaseCount = 200;
    private const int PoolSize = 2;
    private const int SessionsInUse = DatabaseCount * PoolSize;
    private const int Rounds = 2;
    private const int OperationsAfterClear = 2; // of each worker

    // A server process ends a moment after its client has said good-bye, so one set may be leaving while the next arrives; three are for the
    // superuser. A session that outlives its Clear() takes the place of one in the round after.
    private const int MaxConnections = (2 * SessionsInUse) + 3;

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private SharedClockServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!LocalPostgres.IsAvailable)
            return;
        var options = new RdsIamPostgresOptions { Database = TestServer.Database, UserName = TestServer.UserName };
        options.Postgres.Settings["max_connections"] = $"{MaxConnections}";
        options.Postgres.Settings["authentication_timeout"] = "10min"; // however slow the machine
        options.Authenticator.TimeProvider = _time;
        _server = new SharedClockServer(await RdsIamPostgres.StartAsync(options, Cancellation));
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task TwoHundredDatabases_ColdAndThenClearedAtOnce_AskOncePerIdentityAndFailNothing()
    {
        if (_server is null)
            LocalServer.SkipOrFail();
        var server = _server!;
        CountingCredentials[] identities = [new(server.Key), new(server.OtherKey)];
        using (var host = CreateHost(server, identities))
        {
            var starting = host.StartAsync(Cancellation);
            starting.IsCompleted.ShouldBeFalse(); // every database is waiting for the one call of its identity
            foreach (var identity in identities)
                identity.Release();
            await starting;

            var databases = Names.Select(name => host.Services.GetRequiredKeyedService<JitDatabase>(name)).ToList();
            await UseAndClearAsync(server, databases);

            identities.ShouldAllBe(identity => identity.Calls == 1);
            foreach (var status in databases.SelectMany(d => d.GetStatus()))
                (status.Generation, status.Failures).ShouldBe((1, 0), $"{status.Key}");
        }

        foreach (var verdict in Enum.GetValues<RdsIamVerdict>().Where(v => v != RdsIamVerdict.Valid))
            server.Authenticator.Count(verdict).ShouldBe(0, $"logins that ended with {verdict}");
        await SessionCount.ShouldBecomeAsync(server, 0, Cancellation);
    }

    private static IEnumerable<string> Names => Enumerable.Range(1, DatabaseCount).Select(i => $"tenant{i:D3}");

    private IHost CreateHost(SharedClockServer server, CountingCredentials[] identities)
    {
        var host = Host.CreateEmptyApplicationBuilder(null);
        host.Services.AddSingleton<TimeProvider>(_time);
        foreach (var (i, name) in Names.Index())
        {
            var credentials = identities[i % identities.Length];
            host.Configuration[$"ConnectionStrings:{name}"] =
                server.ConnectionString($"Maximum Pool Size={PoolSize};Timeout=600;Command Timeout=600");
            host.Configuration[$"JitAccess:Databases:{name}:TokenEndpoints:0:Connect"] = server.Connect.ToString();
            host.Configuration[$"JitAccess:Databases:{name}:TokenEndpoints:0:Token"] = server.Token.ToString();
            host.AddKeyedJitDatabase(name, db => db.UseRdsIam(rds => rds.Credentials = credentials));
        }

        return host.Build();
    }

    private static async Task UseAndClearAsync(SharedClockServer server, List<JitDatabase> databases)
    {
        await using var superuser = server.CreateSuperuserDataSource();
        for (var round = 0; round < Rounds; round++)
        {
            // Each pool has a worker for each place, so what is closed is opened again, everywhere at the same time.
            var failures = new ConcurrentQueue<Exception>();
            using var inUse = new CountdownEvent(SessionsInUse);
            var cleared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var workers = databases.SelectMany(database => Enumerable.Range(0, PoolSize).Select(_ => Task.Run(
                () => WorkAsync(database.DataSource, inUse, cleared.Task, failures), Cancellation))).ToList();
            await Task.Run(() => inUse.Wait(Cancellation), Cancellation);

            var moment = await ServerTimeAsync(superuser);
            Parallel.ForEach(databases, static database => database.DataSource.Clear());
            cleared.SetResult();
            await Task.WhenAll(workers);

            failures.ShouldBeEmpty();
            await OldSessionsShouldEndAsync(superuser, moment);
            await Eventually.ShouldBeAsync( // a session that began after that moment may have been closed too
                async () => await SessionCount.GetAsync(superuser, Cancellation) is >= DatabaseCount and <= SessionsInUse ? 1 : 0, 1, Cancellation);
        }
    }

    private static async Task WorkAsync(
        NpgsqlDataSource dataSource, CountdownEvent inUse, Task cleared, ConcurrentQueue<Exception> failures)
    {
        await UseAsync(dataSource, failures);
        inUse.Signal();
        while (!cleared.IsCompleted)
            await UseAsync(dataSource, failures);
        for (var operation = 0; operation < OperationsAfterClear; operation++)
            await UseAsync(dataSource, failures);
    }

    private static async Task UseAsync(NpgsqlDataSource dataSource, ConcurrentQueue<Exception> failures)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(Cancellation);
            await using var command = new NpgsqlCommand("SELECT count(*), pg_sleep(0.1) FROM orders", connection);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
#pragma warning disable CA1031 // No error is expected, and each that comes is shown.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failures.Enqueue(e);
        }
    }

    private static async Task<DateTime> ServerTimeAsync(NpgsqlDataSource superuser)
    {
        await using var command = superuser.CreateCommand("SELECT clock_timestamp()");
        return (DateTime)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task OldSessionsShouldEndAsync(NpgsqlDataSource superuser, DateTime moment)
    {
        await using var command = superuser.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND backend_start < $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TestServer.UserName });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = moment });
        await Eventually.ShouldBeAsync(async () => (long)(await command.ExecuteScalarAsync(Cancellation))!, 0, Cancellation);
    }
}

using JitAccess.Aws;
using JitAccess.IntegrationTests.Rotation;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>Hours of a service's life on one clock that server, authenticator, signer and engine share.</summary>
public sealed class ExpiryTests : IAsyncLifetime
{
    private readonly PatientTime _time = new();
    private RdsIamPostgres? _postgres;
    private SharedClockServer? _server;

    private SharedClockServer Server
    {
        get
        {
            if (_server is null)
                LocalServer.SkipOrFail();
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!LocalPostgres.IsAvailable)
            return;
        var options = new RdsIamPostgresOptions { Database = TestServer.Database, UserName = TestServer.UserName };
        options.Authenticator.TimeProvider = _time;
        _postgres = await RdsIamPostgres.StartAsync(options, TestContext.Current.CancellationToken);
        _server = new SharedClockServer(_postgres);
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Service_OverManyExpiries_EveryLoginIsAcceptedAndNoExpiredTokenIsSent()
    {
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(Server, _time, "Pooling=false"));
        var database = host.Services.GetRequiredService<JitDatabase>();

        for (var minute = 0; minute < 120; minute += 5)
        {
            await OpenAsync(database);
            await _time.AdvanceAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken); // not past the limit of a refresh
        }

        Server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(24);
        Server.Authenticator.Count(RdsIamVerdict.Expired).ShouldBe(0);
        database.GetStatus()[0].Generation.ShouldBeGreaterThanOrEqualTo(8); // one in 15 minutes at least
    }

    [Fact]
    public async Task Service_AfterALongSleep_MintsBeforeItLogsIn()
    {
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(Server, _time, "Pooling=false"));
        var database = host.Services.GetRequiredService<JitDatabase>();
        await OpenAsync(database);

        _time.Advance(TimeSpan.FromDays(3));
        await OpenAsync(database);

        Server.Authenticator.Count(RdsIamVerdict.Expired).ShouldBe(0);
        Server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(2);
    }

    [Fact]
    public async Task PooledConnection_AfterItsTokenExpired_StaysUsable()
    {
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(Server, _time));
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromHours(1));

        await using var command = new NpgsqlCommand("SELECT 1", connection);
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public async Task Login_RefusedOnce_NextOpenBringsANewToken()
    {
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(Server, _time, "Pooling=false"));
        var database = host.Services.GetRequiredService<JitDatabase>();
        await OpenAsync(database);

        Server.Authenticator.Verifier.Revoke(Server.Key.AccessKeyId);
        var refused = await Should.ThrowAsync<PostgresException>(() => OpenAsync(database));
        refused.SqlState.ShouldBe("28000");
        Server.Authenticator.Verifier.Add(Server.Key);
        _time.Advance(TimeSpan.FromSeconds(1)); // so that the new token differs from the refused one
        await OpenAsync(database);

        database.GetStatus()[0].Generation.ShouldBe(2);
        database.GetStatus()[0].IsRejected.ShouldBeFalse();
        Server.Authenticator.Count(RdsIamVerdict.RevokedKey).ShouldBe(1);
    }

    [Fact]
    public async Task Login_RefusedWhereTheUserSwitchedOpenTracingOff_IsNoticedAllTheSame()
    {
        var builder = new NpgsqlDataSourceBuilder(Server.ConnectionString("Pooling=false"));
        builder.ConfigureTracing(static tracing => tracing.EnablePhysicalOpenTracing(false)); // Npgsql does not tell, so it is switched on again
        await using var database = await JitDatabase.CreateAsync(
            builder, TestServer.Provider(Server.Key, _time), Server.Options(), new JitRuntime { TimeProvider = _time },
            TestContext.Current.CancellationToken);
        await OpenAsync(database);

        Server.Authenticator.Verifier.Revoke(Server.Key.AccessKeyId);
        await Should.ThrowAsync<PostgresException>(() => OpenAsync(database));
        Server.Authenticator.Verifier.Add(Server.Key);
        _time.Advance(TimeSpan.FromSeconds(1));
        await OpenAsync(database);

        database.GetStatus()[0].Generation.ShouldBe(2);
    }

    [Fact]
    public async Task TenThousandColdReads_OneCallToTheCredentialSource()
    {
        var credentials = new CountingCredentials(Server.Key);
        var provider = new RdsIamCredentialProvider(new RdsIamOptions { Credentials = credentials }, _time);
        await using var engine = new JitCredentialEngine(
            provider,
            new JitCredentialRequest { DatabaseName = "orders", Endpoint = Server.Token, UserName = TestServer.UserName },
            runtime: new JitRuntime { TimeProvider = _time });

        // What a task returns is the wait of its reader: when all tasks have ended, ten thousand are waiting.
        var reads = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(_ => Task.Run(
            () => Task.FromResult(engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken).AsTask()))));
        reads.ShouldAllBe(read => !read.IsCompleted);
        credentials.Release();
        var snapshots = await Task.WhenAll(reads);

        credentials.Calls.ShouldBe(1);
        snapshots.Distinct().ShouldHaveSingleItem();
    }

    private static async Task OpenAsync(JitDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
    }
}

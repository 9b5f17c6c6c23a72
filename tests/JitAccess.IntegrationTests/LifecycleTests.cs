using JitAccess.Aws;
using JitAccess.IntegrationTests.Load;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>The first and the last logins of a service, decided by a real server.</summary>
public sealed class LifecycleTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_IssuerDown_OpensWaitUntilItAnswersAndThenSucceed()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        var credentials = new RotatingCredentials(server.Key);
        credentials.Fail();
        var builder = OrdersHost.Create(server, _time, "Pooling=false", credentials);
        builder.Configuration["JitAccess:Databases:orders:Refresh:TransientRetries"] = "0"; // a pause between two would wait for this clock
        using var host = await OrdersHost.StartAsync(builder);
        (await HealthAsync(host)).ShouldBe(HealthStatus.Unhealthy);

        credentials.RotateTo(server.Key);
        var release = credentials.Hold();
        _time.Advance(TimeSpan.FromMinutes(1)); // past the time for which the failure is the answer
        var open = OpenAsync(host.Services.GetRequiredService<NpgsqlDataSource>());
        await credentials.Held.WaitAsync(Cancellation);
        open.IsCompleted.ShouldBeFalse();
        release();
        await open;

        (await HealthAsync(host)).ShouldBe(HealthStatus.Healthy);
        server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(1);
    }

    [Fact]
    public async Task Stop_WorkerThatStillLogsIn_IsServedBeforeTheLeaseIsRevoked()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Configuration["ConnectionStrings:orders"] = server.ConnectionString("Pooling=false");
        builder.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = server.Connect.ToString();
        builder.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = server.Token.ToString();
        builder.AddJitDatabase("orders", db => db.UseProvider(new LeasedProvider(
            TestServer.Provider(server.Key, _time), () => server.Authenticator.Verifier.Revoke(server.Key.AccessKeyId))));
        builder.Services.AddSingleton<LastWriter>().AddHostedService(services => services.GetRequiredService<LastWriter>());
        using var host = await OrdersHost.StartAsync(builder);

        await host.StopAsync(Cancellation);

        host.Services.GetRequiredService<LastWriter>().HasWritten.ShouldBeTrue();
        await Should.ThrowAsync<PostgresException>(() => OpenAsync(host.Services.GetRequiredService<NpgsqlDataSource>())); // it was revoked, though
        server.Authenticator.Count(RdsIamVerdict.RevokedKey).ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_WhileAnOpenWaitsForTheFirstCredential_EndsTheOpenAndLeavesNoSession()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        var credentials = new CountingCredentials(server.Key);
        var database = await JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(server.ConnectionString()), new RdsIamCredentialProvider(new RdsIamOptions { Credentials = credentials }, _time),
            server.Options(), new JitRuntime { TimeProvider = _time }, Cancellation);
        var open = OpenAsync(database.DataSource);
        await credentials.Asked.WaitAsync(Cancellation);
        open.IsCompleted.ShouldBeFalse();

        await database.DisposeAsync();

        (await Should.ThrowAsync<NpgsqlException>(() => open)).InnerException.ShouldBeOfType<ObjectDisposedException>();
        credentials.Release();
        await SessionCount.ShouldBecomeAsync(server, 0, Cancellation);
        server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(0);
    }

    private static async Task<HealthStatus> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Status;

    private static async Task OpenAsync(NpgsqlDataSource dataSource)
    {
        await using var connection = await dataSource.OpenConnectionAsync(Cancellation);
    }

    /// <summary>A worker that writes its last row when it is told to stop.</summary>
    private sealed class LastWriter(NpgsqlDataSource database) : IHostedService
    {
        public bool HasWritten { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await using var command = database.CreateCommand("INSERT INTO orders (item) VALUES ('the last')");
            HasWritten = await command.ExecuteNonQueryAsync(cancellationToken) == 1;
        }
    }
}

using Dapper;
using JitAccess.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>The ways in which applications use a database, each over logins that PostgreSQL accepted because the token was verified.</summary>
public abstract class UsageTests(TestServer server, string requireVariable)
{
    private TestServer Server
    {
        get
        {
            server.Require(requireVariable);
            return server;
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AdoNet_DataSource_LogsInWithAVerifiedTokenOverTls()
    {
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(Server));
        var accepted = Server.Authenticator.Count(RdsIamVerdict.Valid);

        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", connection);

        (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(true);
        Server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(accepted + 1);
    }

    [Fact]
    public async Task AdoNet_SynchronousOpen_LogsIn()
    {
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(Server));

#pragma warning disable CA1849, xUnit1051 // The synchronous way is what is tested.
        using var connection = host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnection();
        using var command = new NpgsqlCommand("SELECT count(*) FROM orders", connection);
        ((long)command.ExecuteScalar()!).ShouldBeGreaterThanOrEqualTo(3);
#pragma warning restore CA1849, xUnit1051
    }

    [Fact]
    public async Task WithoutDependencyInjection_CreateAsync_LogsIn()
    {
        await using var database = await JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(Server.ConnectionString()), TestServer.Provider(Server.OtherKey), Server.Options(JitPrefetch.Required),
            cancellationToken: Cancellation);

        await using var command = database.DataSource.CreateCommand("SELECT current_user::text");

        (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(TestServer.UserName);
        database.GetStatus().ShouldHaveSingleItem().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task Dapper_InjectedConnection_Queries()
    {
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(Server));
        await using var connection = host.Services.GetRequiredService<NpgsqlConnection>();

        var items = await connection.QueryAsync<string>("SELECT item FROM orders ORDER BY id LIMIT 3");

        items.ShouldBe(["tea", "coffee", "cocoa"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EfCore_ContextPooledOrNot_ReadsAndWrites(bool pooled)
    {
        var builder = OrdersHost.Create(Server);
        if (pooled)
            builder.Services.AddDbContextPool<OrdersContext>(static (services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        else
            builder.Services.AddDbContext<OrdersContext>(static (services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        using var host = await OrdersHost.StartAsync(builder);

        for (var i = 0; i < 3; i++)
        {
            await using var scope = host.Services.CreateAsyncScope();
            var orders = scope.ServiceProvider.GetRequiredService<OrdersContext>();
            orders.Orders.Add(new OrderRow { Item = $"ef-{pooled}-{i}" });
            await orders.SaveChangesAsync(Cancellation);
            (await orders.Orders.CountAsync(o => o.Item == $"ef-{pooled}-{i}", Cancellation)).ShouldBeGreaterThanOrEqualTo(1);
        }
    }

    [Fact]
    public async Task HealthCheck_WithACredential_IsHealthyAndSaysStateOnly()
    {
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(Server));

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        var entry = report.Entries["JitAccess_orders"];
        entry.Status.ShouldBe(HealthStatus.Healthy);
        entry.Data.Keys.ShouldBe(["state.0", "seconds_to_expiry.0"]);
        entry.Data["state.0"].ShouldBe("Fresh");
    }
}

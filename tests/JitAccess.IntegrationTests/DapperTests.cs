using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.IntegrationTests;

/// <summary>Dapper, which opens the connections that it is given: by either way, in and out of transactions.</summary>
public sealed class DapperTests(LocalServer server) : IClassFixture<LocalServer>
{
    private const string Insert = "INSERT INTO orders (item) VALUES (@item)";
    private const string Count = "SELECT count(*) FROM orders WHERE item = @item";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UnopenedConnection_Asynchronously_IsOpenedAndClosed()
    {
        using var host = await StartAsync();
        await using var connection = host.Services.GetRequiredService<DbConnection>();

        var user = await connection.QuerySingleAsync<string>("SELECT current_user::text");

        user.ShouldBe(TestServer.UserName);
        connection.State.ShouldBe(ConnectionState.Closed);
    }

    [Fact]
    public async Task UnopenedConnection_Synchronously_IsOpenedAndClosed()
    {
        using var host = await StartAsync();
#pragma warning disable CA1849, xUnit1051 // The synchronous way is what is tested.
        using var connection = host.Services.GetRequiredService<DbConnection>();

        var user = connection.QuerySingle<string>("SELECT current_user::text");
#pragma warning restore CA1849, xUnit1051

        user.ShouldBe(TestServer.UserName);
        connection.State.ShouldBe(ConnectionState.Closed);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Transaction_CommittedOrNot_CountsOrDoesNot(bool commit, int expected)
    {
        using var host = await StartAsync();
        var item = $"dapper-{commit}";
        await using (var connection = await host.Services.GetRequiredService<DbDataSource>().OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await connection.ExecuteAsync(Insert, new { item }, transaction);
            (await connection.ExecuteScalarAsync<int>(Count, new { item }, transaction)).ShouldBe(1);
            if (commit)
                await transaction.CommitAsync(Cancellation);
        }

        await using var other = host.Services.GetRequiredService<DbConnection>();
        (await other.ExecuteScalarAsync<int>(Count, new { item })).ShouldBe(expected);
    }

    private Task<IHost> StartAsync()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        return OrdersHost.StartAsync(OrdersHost.Create(server));
    }
}

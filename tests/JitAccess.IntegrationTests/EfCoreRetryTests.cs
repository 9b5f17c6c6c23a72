using JitAccess.Aws;
using JitAccess.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>What docs/ef-core.md says of retries: a refused login fails its open, and EF Core repeats it if told to.</summary>
public sealed class EfCoreRetryTests(LocalServer server) : IClassFixture<LocalServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_RefusedOnceWithBothCodesNamed_IsRepeatedWithANewToken()
    {
        await using var database = await CreateAsync();
        var refused = server.Authenticator.Count(RdsIamVerdict.RevokedKey);
        await using var orders = new OrdersContext(new DbContextOptionsBuilder<OrdersContext>().UseNpgsql(
            database.DataSource, static npgsql => npgsql.EnableRetryOnFailure(errorCodesToAdd: ["28000", "28P01"])).Options);

        (await orders.Orders.CountAsync(Cancellation)).ShouldBeGreaterThanOrEqualTo(3);

        server.Authenticator.Count(RdsIamVerdict.RevokedKey).ShouldBe(refused + 1);
        database.GetStatus()[0].Generation.ShouldBe(2);
    }

    [Fact]
    public async Task Login_RefusedWithoutTheCodes_FailsAtOnce()
    {
        await using var database = await CreateAsync();
        await using var orders = new OrdersContext(new DbContextOptionsBuilder<OrdersContext>().UseNpgsql(
            database.DataSource, static npgsql => npgsql.EnableRetryOnFailure()).Options);

        var error = await Should.ThrowAsync<PostgresException>(() => orders.Orders.CountAsync(Cancellation));

        error.SqlState.ShouldBe("28000");
    }

    private async Task<JitDatabase> CreateAsync()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        var provider = new RdsIamCredentialProvider(new RdsIamOptions { Credentials = new ReplacedCredentials(server.RevokedKey, server.Key) });
        return await JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(server.ConnectionString()), provider, server.Options(), cancellationToken: Cancellation);
    }
}

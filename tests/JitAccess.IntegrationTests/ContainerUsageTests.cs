using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JitAccess.IntegrationTests;

public sealed class ContainerUsageTests(ContainerServer server)
    : UsageTests(server, "JITACCESS_REQUIRE_CONTAINERS"), IClassFixture<ContainerServer>
{
    /// <summary>What a session of DSQL begins with, which stock servers know from PostgreSQL 17 on.</summary>
    [Fact]
    public async Task AdoNet_TlsAtOnce_LogsInWithAVerifiedToken()
    {
        server.Require("JITACCESS_REQUIRE_CONTAINERS");
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(server, connectionStringAddition: "SSL Negotiation=Direct"));
        var accepted = server.Authenticator.Count(RdsIamVerdict.Valid);

        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);

        new NpgsqlConnectionStringBuilder(connection.ConnectionString).SslNegotiation.ShouldBe(SslNegotiation.Direct);
        server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(accepted + 1);
    }
}

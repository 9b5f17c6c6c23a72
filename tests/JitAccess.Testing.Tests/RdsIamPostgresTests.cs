using System.Net;
using System.Net.Sockets;

namespace JitAccess.Testing.Tests;

public sealed class RdsIamPostgresTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Login_WithAToken_ReachesTheAuthenticatorAtEitherLoopback(string address)
    {
        Local.Require();
        var listenAddress = IPAddress.Parse(address);
        Assert.SkipUnless(listenAddress.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "this machine has no IPv6");
        var options = new RdsIamPostgresOptions { Database = "Or\"ders", UserName = "orders app" };
        options.Authenticator.ListenAddress = listenAddress;
        options.Authenticator.TokenEndpoint = new JitEndpoint("db.example.com", 6543);
        await using var server = await RdsIamPostgres.StartAsync(options, Cancellation);
        var key = RdsIamKey.Generate(withSessionToken: true);
        server.Authenticator.Verifier.Add(key);
        var token = new TokenRecipe(key, TimeProvider.System.GetUtcNow()) { Authority = "db.example.com:6543", User = "orders app" }.Sign();

        var builder = Local.DataSource(server.ConnectionString + ";Pooling=false");
        builder.UsePasswordProvider(_ => token, (_, _) => new(token));
        builder.UseSslClientAuthenticationOptionsCallback(o => o.TargetHost = "db.example.com");
        await using var dataSource = builder.Build();
        await using var command = dataSource.CreateCommand("SELECT concat_ws('/', current_database(), current_user)");

        (await command.ExecuteScalarAsync(Cancellation)).ShouldBe("Or\"ders/orders app");
        server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(1);
    }

    [Fact]
    public async Task StartAsync_TheCallersOptions_AreNotChanged()
    {
        Local.Require();
        var options = new RdsIamPostgresOptions();
        options.Postgres.HbaLines.Add("hostssl all legacy all scram-sha-256");

        await using (await RdsIamPostgres.StartAsync(options, Cancellation))
        {
        }

        options.Postgres.HbaLines.ShouldBe(["hostssl all legacy all scram-sha-256"]);
        options.Postgres.ServerNames.ShouldBeEmpty();
    }
}

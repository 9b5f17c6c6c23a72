using System.Security.Authentication;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>Where a credential may travel. Variables of the process are changed here, so nothing runs beside these tests.</summary>
[Collection(nameof(TransportTests))]
[CollectionDefinition(nameof(TransportTests), DisableParallelization = true)]
public sealed class TransportTests(LocalServer shared) : IClassFixture<LocalServer>
{
    private TestServer Server
    {
        get
        {
            shared.Require("JITACCESS_REQUIRE_LOCAL");
            return shared;
        }
    }

    [Fact]
    public async Task S1_tunnel_with_token_endpoint_passes_VerifyFull()
    {
        // The server's certificate names the token endpoint only: dialling localhost succeeds because TLS verifies the name that is signed.
        await using var own = await StartOwnAsync();
        await own.Postgres.Server.UseCertificateOnlyForAsync([own.Token.Host], TestContext.Current.CancellationToken);
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(own));

        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);

        own.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(1);
        new NpgsqlConnectionStringBuilder(connection.ConnectionString).SslMode.ShouldBe(SslMode.VerifyFull);
    }

    [Fact]
    public async Task S1_server_valid_for_host_but_not_token_host_gets_zero_password_bytes()
    {
        await using var own = await StartOwnAsync();
        await own.Postgres.Server.UseCertificateOnlyForAsync(["localhost", "127.0.0.1"], TestContext.Current.CancellationToken);
        using var host = await OrdersHost.StartAsync(OrdersHost.Create(own));

        var error = await Should.ThrowAsync<NpgsqlException>(
            async () => await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken));

        error.InnerException.ShouldBeOfType<AuthenticationException>();
        foreach (var verdict in Enum.GetValues<RdsIamVerdict>())
            own.Authenticator.Count(verdict).ShouldBe(0, verdict.ToString());
    }

    [Theory]
    [InlineData("Disable")]
    [InlineData("Allow")]
    [InlineData("Prefer")]
    [InlineData("Require")]
    [InlineData("VerifyCA")]
    public async Task SslMode_WeakerInConnectionString_IsRefusedOrWithoutEffect(string mode) =>
        await RefusedOrWithoutEffect(mode, host => host.Configuration["ConnectionStrings:orders"] += $";SSL Mode={mode}");

    [Theory]
    [InlineData("Disable")]
    [InlineData("Allow")]
    [InlineData("Prefer")]
    [InlineData("Require")]
    [InlineData("VerifyCA")]
    public async Task SslMode_WeakerInConfiguration_IsRefusedOrWithoutEffect(string mode) => await RefusedOrWithoutEffect(mode, host =>
    {
        host.Configuration["JitAccess:Databases:orders:ConnectionString"] = host.Configuration["ConnectionStrings:orders"] + $";SSL Mode={mode}";
        host.Configuration["ConnectionStrings:orders"] = null; // it would win
        host.Configuration["JitAccess:Databases:orders:SslMode"] = mode;
        host.Configuration["JitAccess:Databases:orders:UnverifiedServerReason"] = "please";
    });

    [Theory]
    [InlineData("PGSSLMODE", "disable")]
    [InlineData("PGSSLMODE", "allow")]
    [InlineData("PGSSLMODE", "prefer")]
    [InlineData("PGSSLMODE", "require")]
    [InlineData("PGSSLMODE", "verify-ca")]
    [InlineData("PGREQUIREAUTH", "none")]
    [InlineData("PGGSSENCMODE", "require")]
    [InlineData("PGSSLNEGOTIATION", "direct")]
    [InlineData("PGSSLROOTCERT", "/nonexistent/root.crt")]
    [InlineData("PGUSER", "legacy_app")]
    [InlineData("PGPASSWORD", "not-this-one")]
    [InlineData("PGPASSFILE", "/nonexistent/pgpass")]
    public async Task Variable_ThatWouldWeakenALogin_IsWithoutEffect(string name, string value)
    {
        var builder = OrdersHost.Create(Server);
        using var variable = new EnvironmentVariable(name, value);
        using var host = await OrdersHost.StartAsync(builder);

        await LogsInVerified(host);
    }

    [Fact]
    public async Task RootCertificateFromAVariable_ThatNobodyElseNames_IsRefused()
    {
        using var variable = new EnvironmentVariable("PGSSLROOTCERT", Server.RootCertificatePath);
        using var host = ProxyHost();

        (await Should.ThrowAsync<JitConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain("PGSSLROOTCERT");
    }

    [Fact]
    public async Task RootCertificateInTheHomeFolder_ThatNobodyNames_IsRefused()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the folder has another name there");
        var home = Directory.CreateTempSubdirectory("jitaccess-home-");
        try
        {
            var roots = Path.Combine(home.CreateSubdirectory(".postgresql").FullName, "root.crt");
            File.Copy(Server.RootCertificatePath, roots);
            using var variable = new EnvironmentVariable("HOME", home.FullName);
            using var host = ProxyHost();

            (await Should.ThrowAsync<JitConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken)))
                .Message.ShouldContain($"a file in the home folder ({roots}) would decide whom to trust");
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private async Task RefusedOrWithoutEffect(string mode, Action<HostApplicationBuilder> weaken)
    {
        var builder = OrdersHost.Create(Server);
        weaken(builder);
        using var host = builder.Build();
        if (mode == "Prefer") // Npgsql's own default: there is no telling it from a setting, so it is replaced
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            await LogsInVerified(host);
            return;
        }

        (await Should.ThrowAsync<JitConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain($"SSL Mode={mode}");
    }

    private async Task LogsInVerified(IHost host)
    {
        var accepted = Server.Authenticator.Count(RdsIamVerdict.Valid);
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT current_user || ' ' || ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", connection);

        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe($"{TestServer.UserName} true");
        new NpgsqlConnectionStringBuilder(connection.ConnectionString).SslMode.ShouldBe(SslMode.VerifyFull);
        Server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(accepted + 1);
    }

    /// <summary>A database behind a proxy: its roots are public, and none of ours.</summary>
    private IHost ProxyHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = "Host=px.proxy-abc123def456.us-east-2.rds.amazonaws.com;Username=orders_app";
        builder.AddJitDatabase("orders", db => db.UseRdsIam(rds => rds.Credentials = TestServer.Credentials(Server.Key)));
        return builder.Build();
    }

    private static async Task<LocalServer> StartOwnAsync()
    {
        var server = new LocalServer();
        await server.InitializeAsync();
        server.Require("JITACCESS_REQUIRE_LOCAL");
        return server;
    }
}

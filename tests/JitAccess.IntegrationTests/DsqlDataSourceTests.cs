using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>The data source that <c>UseDsql</c> ends in; there is no DSQL here to log in to.</summary>
public sealed class DsqlDataSourceTests
{
    private const string Cluster = "foo0bar1baz2quux3quuux4xyz.dsql.us-east-1.on.aws";
    private const byte TlsHandshake = 0x16;

    [Fact]
    public void DataSource_OfDsql_HasWhatItsSessionsNeed()
    {
        var settings = Settings(Build($"Host={Cluster};Database=postgres;Username=orders_app"));

        settings.ConnectionLifetime.ShouldBeInRange(2640, 3300); // DSQL ends a session after an hour
        settings.MaxPoolSize.ShouldBe(10);
        settings.NoResetOnClose.ShouldBeTrue();
        settings.Enlist.ShouldBeFalse();
        settings.SslNegotiation.ShouldBe(SslNegotiation.Direct);
        settings.SslMode.ShouldBe(SslMode.VerifyFull);
        settings.RequireAuth.ShouldBe("Password");
        settings.GssEncryptionMode.ShouldBe(GssEncryptionMode.Disable);
        settings.RootCertificate.ShouldBeNull("DSQL's certificate is one that systems trust");
    }

    [Fact]
    public void DataSource_OfDsql_ConnectionStringWins()
    {
        var settings = Settings(Build(
            $"Host={Cluster};Username=orders_app;Connection Lifetime=600;Maximum Pool Size=40;No Reset On Close=false;Enlist=true;"
            + "SSL Negotiation=Postgres"));

        settings.ConnectionLifetime.ShouldBe(600);
        settings.MaxPoolSize.ShouldBe(40);
        settings.NoResetOnClose.ShouldBeFalse();
        settings.Enlist.ShouldBeTrue();
        settings.SslNegotiation.ShouldBe(SslNegotiation.Postgres);
    }

    [Fact]
    public async Task Open_OfDsql_BeginsWithTlsAtOnceAndAsksForTheClustersName()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var host = Build(
            $"Host=localhost;Port={port};Username=orders_app", ("TokenEndpoints:0:Connect", $"localhost:{port}"),
            ("TokenEndpoints:0:Token", $"{Cluster}:5432"));

        var opening = host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken).AsTask();
        var hello = new byte[2048];
        using (var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            var length = await client.GetStream().ReadAsync(hello, TestContext.Current.CancellationToken);
            hello[0].ShouldBe(TlsHandshake, "an SSLRequest would begin with 0");
            hello.AsSpan(0, length).IndexOf(Encoding.ASCII.GetBytes(Cluster)).ShouldBeGreaterThan(0, "the name that TLS asks for");
        }

        await Should.ThrowAsync<NpgsqlException>(opening);
    }

    private static NpgsqlConnectionStringBuilder Settings(IHost host)
    {
        using (host)
            return new NpgsqlConnectionStringBuilder(host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
    }

    private static IHost Build(string connectionString, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = connectionString;
        foreach (var (key, value) in settings)
            builder.Configuration["JitAccess:Databases:orders:" + key] = value;
        builder.AddJitDatabase("orders", db => db.UseDsql(dsql => dsql.Credentials = new BasicAWSCredentials("akid", "secret")));
        return builder.Build();
    }
}

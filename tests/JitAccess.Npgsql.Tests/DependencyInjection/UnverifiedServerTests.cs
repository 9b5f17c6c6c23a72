using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.DependencyInjection;

/// <summary>The one exit from verified TLS: in code, with a reason, and never silent.</summary>
public class UnverifiedServerTests
{
    private const int UnverifiedServer = 4001;
    private const string Reason = "an appliance with a self-signed certificate";

    [Fact]
    public async Task AllowUnverifiedServer_EachStart_WarnsWithTheReason()
    {
        for (var start = 0; start < 2; start++)
        {
            var (host, log) = Build(options => options.AllowUnverifiedServer(Reason));
            using (host)
            {
                await host.StartAsync(TestContext.Current.CancellationToken);

                var warning = log.GetSnapshot().Where(r => r.Id.Id == UnverifiedServer).ShouldHaveSingleItem();
                warning.Level.ShouldBe(LogLevel.Warning);
                warning.Message.ShouldContain("Database orders does not verify its server (SSL Mode=Require)");
                warning.Message.ShouldContain($"Reason given: {Reason}");
                new NpgsqlConnectionStringBuilder(host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString).SslMode.ShouldBe(SslMode.Require);
            }
        }
    }

    [Fact]
    public async Task WithoutIt_NothingIsWarnedOf()
    {
        var (host, log) = Build(static _ => { });
        using (host)
        {
            await host.StartAsync(TestContext.Current.CancellationToken);

            log.GetSnapshot().ShouldNotContain(r => r.Id.Id == UnverifiedServer);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void AllowUnverifiedServer_WithoutAReason_Throws(string? reason) =>
        Should.Throw<ArgumentException>(() => new JitDatabaseOptions().AllowUnverifiedServer(reason!));

    private static (IHost Host, FakeLogCollector Log) Build(Action<JitDatabaseOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = "Host=orders.example.com;Username=orders_app";
        builder.Logging.AddFakeLogging();
        builder.AddJitDatabase("orders", db => db.UseProvider(new FakeProvider()).Configure(configure));
        var host = builder.Build();
        return (host, host.Services.GetFakeLogCollector());
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Npgsql.Tests.Internal;

public sealed class JitDatabaseHealthCheckTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HostApplicationBuilder _host = Host.CreateEmptyApplicationBuilder(null);
    private readonly FakeProvider _provider;

    public JitDatabaseHealthCheckTests()
    {
        _provider = new FakeProvider(_time);
        _host.Configuration["ConnectionStrings:orders"] = "Host=orders.example.com;Username=orders_app";
        _host.Configuration["JitAccess:Databases:orders:Refresh:TransientRetries"] = "0";
        _host.Services.AddSingleton<TimeProvider>(_time);
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
    }

    [Fact]
    public async Task Check_FreshCredential_IsHealthyWithStateAndSecondsOnly()
    {
        using var host = await StartAsync();

        var entry = await CheckAsync(host);

        entry.Status.ShouldBe(HealthStatus.Healthy);
        entry.Data.Keys.Order().ShouldBe(["seconds_to_expiry.0", "state.0"]);
        entry.Data["seconds_to_expiry.0"].ShouldBe(870.0);
    }

    [Fact]
    public async Task Check_IdleForHours_IsHealthyBecauseTheNextOpenMints()
    {
        using var host = await StartAsync();

        _time.Advance(TimeSpan.FromHours(3));

        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_NoCredentialAndTheIssuerDown_IsUnhealthy()
    {
        _provider.Failure = _ => new JitProviderException(JitProviderErrorKind.Transient, "down");
        using var host = await StartAsync(); // BestEffort: a transient failure leaves the host running

        var entry = await CheckAsync(host);

        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description!.ShouldContain("opens wait");
        entry.Data["state.0"].ShouldBe("Empty");
    }

    [Fact]
    public async Task Check_Disabled_IsNotRegistered()
    {
        _host.Configuration["JitAccess:Databases:orders:DisableHealthChecks"] = "true";
        using var host = await StartAsync();

        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries.ShouldBeEmpty();
    }

    private async Task<IHost> StartAsync()
    {
        var host = _host.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["JitAccess_orders"];
}

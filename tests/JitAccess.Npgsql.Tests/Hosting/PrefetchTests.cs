using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Npgsql.Tests.Hosting;

/// <summary>Every way to start crossed with every answer of the issuer: what the host does, and what its health says.</summary>
public class PrefetchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeProvider _provider;

    public PrefetchTests() => _provider = new FakeProvider(_time);

    [Theory]
    [InlineData("BestEffort", null, true, HealthStatus.Healthy, "Fresh", 1)]
    [InlineData("BestEffort", JitProviderErrorKind.Transient, true, HealthStatus.Unhealthy, "Empty", 1)]
    [InlineData("BestEffort", JitProviderErrorKind.Denied, false, null, null, 1)]
    [InlineData("BestEffort", JitProviderErrorKind.Misconfigured, false, null, null, 1)]
    [InlineData("Required", null, true, HealthStatus.Healthy, "Fresh", 1)]
    [InlineData("Required", JitProviderErrorKind.Transient, false, null, null, 1)]
    [InlineData("Required", JitProviderErrorKind.Denied, false, null, null, 1)]
    [InlineData("Required", JitProviderErrorKind.Misconfigured, false, null, null, 1)]
    [InlineData("None", null, true, HealthStatus.Healthy, "Empty", 0)]
    [InlineData("None", JitProviderErrorKind.Transient, true, HealthStatus.Healthy, "Empty", 0)]
    [InlineData("None", JitProviderErrorKind.Denied, true, HealthStatus.Healthy, "Empty", 0)]
    public async Task Start_EachModeAndAnswer_StartsOrFailsAndSaysHealth(
        string prefetch, JitProviderErrorKind? answer, bool starts, HealthStatus? health, string? state, int calls)
    {
        if (answer is { } kind)
            _provider.Failure = _ => new JitProviderException(kind, "the issuer's answer");
        using var host = Build(prefetch);

        var start = host.StartAsync(TestContext.Current.CancellationToken);
        if (starts)
        {
            await start;
            var entry = await CheckAsync(host);
            (entry.Status, entry.Data["state.0"]).ShouldBe((health!.Value, state!));
        }
        else
        {
            var error = await Should.ThrowAsync<JitCredentialException>(() => start);
            error.InnerException.ShouldBeOfType<JitProviderException>().Kind.ShouldBe(answer!.Value);
            error.Key.DatabaseName.ShouldBe("orders");
        }

        _provider.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task Start_IssuerComesBack_TheNextReadMintsAndHealthRecovers()
    {
        _provider.Failure = _ => new JitProviderException(JitProviderErrorKind.Transient, "down");
        using var host = Build("BestEffort");
        await host.StartAsync(TestContext.Current.CancellationToken);
        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Unhealthy);

        _provider.Failure = _ => null;
        _time.Advance(TimeSpan.FromMinutes(5)); // past any backoff
        await host.Services.GetRequiredService<JitDatabase>().PrefetchAsync(TestContext.Current.CancellationToken);

        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Start_OneOfTwoDatabasesDenied_NamesThatOne()
    {
        var denied = new FakeProvider(_time) { Failure = _ => new JitProviderException(JitProviderErrorKind.Denied, "no") };
        using var host = Build("BestEffort", builder =>
        {
            builder.Configuration["ConnectionStrings:billing"] = "Host=billing.example.com;Username=billing_app";
            builder.AddKeyedJitDatabase("billing", db => db.UseProvider(denied));
        });

        (await Should.ThrowAsync<JitCredentialException>(() => host.StartAsync(TestContext.Current.CancellationToken)))
            .Key.DatabaseName.ShouldBe("billing");
    }

    private IHost Build(string prefetch, Action<HostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = "Host=orders.example.com;Username=orders_app";
        builder.Configuration["JitAccess:Databases:orders:Prefetch"] = prefetch;
        builder.Configuration["JitAccess:Databases:orders:Refresh:TransientRetries"] = "0";
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddJitDatabase("orders", db => db.UseProvider(_provider));
        configure?.Invoke(builder);
        return builder.Build();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["JitAccess_orders"];
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.Npgsql.Tests.DependencyInjection;

/// <summary>What the hook into the data source's builder may not do.</summary>
public class ConfigureDataSourceTests
{
    private readonly HostApplicationBuilder _host = Host.CreateEmptyApplicationBuilder(null);
    private readonly FakeProvider _provider = new();

    public ConfigureDataSourceTests() => _host.Configuration["ConnectionStrings:orders"] = "Host=orders.example.com;Username=orders_app";

    [Fact]
    public void OutsideAddJitDatabase_ThrowsAndSaysWhere() =>
        Should.Throw<InvalidOperationException>(() => new JitDatabaseBuilder(_host.Services, "orders").ConfigureDataSource(static (_, _) => { }))
            .Message.ShouldContain("inside AddJitDatabase(name, db => …)");

    [Fact]
    public async Task PasswordSetInTheHook_FailsTheStartWithoutRepeatingIt()
    {
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider).ConfigureDataSource(
            static (_, source) => source.ConnectionStringBuilder.Password = "canary"));
        using var host = _host.Build();

        var error = await Should.ThrowAsync<JitConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain("remove Password");
        error.ToString().ShouldNotContain("canary");
        _provider.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task WeakerTlsSetInTheHook_FailsTheStart()
    {
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider).ConfigureDataSource(
            static (_, source) => source.ConnectionStringBuilder.SslMode = global::Npgsql.SslMode.Require));
        using var host = _host.Build();

        (await Should.ThrowAsync<JitConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain("SSL Mode=Require");
    }
}

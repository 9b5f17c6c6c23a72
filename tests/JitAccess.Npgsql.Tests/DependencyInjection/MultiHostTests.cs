using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.DependencyInjection;

public class MultiHostTests
{
    private readonly HostApplicationBuilder _host = Host.CreateEmptyApplicationBuilder(null);
    private readonly FakeTimeProvider _time = new(); // stands: no mint takes too long, whatever halts it
    private readonly FakeProvider _provider;

    public MultiHostTests() => _provider = new FakeProvider(_time);

    [Fact]
    public async Task SeveralHosts_MultiHostDataSource_IsRegisteredKeyedAndUnkeyed()
    {
        using var host = Build("Host=writer.example.com,reader.example.com:6000;Target Session Attributes=prefer-standby;Load Balance Hosts=true");

        var dataSource = host.Services.GetRequiredService<NpgsqlMultiHostDataSource>();

        dataSource.ShouldBeSameAs(host.Services.GetRequiredService<NpgsqlDataSource>());
        dataSource.ShouldBeSameAs(host.Services.GetRequiredKeyedService<NpgsqlMultiHostDataSource>("orders"));
        dataSource.ShouldBeSameAs(host.Services.GetRequiredService<JitDatabase>().MultiHostDataSource);
        dataSource.ConnectionString.ShouldContain("Target Session Attributes=prefer-standby");
        dataSource.ConnectionString.ShouldContain("Load Balance Hosts=True");
        await dataSource.WithTargetSession(TargetSessionAttributes.Standby).CreateConnection().DisposeAsync();
    }

    [Theory]
    [InlineData(JitCredentialScope.PerEndpoint, 2)]
    [InlineData(JitCredentialScope.PerDatabase, 1)]
    public async Task SeveralHosts_Prefetch_AsksOncePerEndpointOrOncePerDatabase(JitCredentialScope scope, int credentials)
    {
        var provider = new FakeProvider(_time) { Scope = scope };
        using var host = Build("Host=writer.example.com,reader.example.com:6000", provider);

        await host.StartAsync(TestContext.Current.CancellationToken);

        provider.Calls.ShouldBe(credentials);
        host.Services.GetRequiredService<JitDatabase>().GetStatus().Count.ShouldBe(credentials);
    }

    [Theory]
    [InlineData(JitProviderErrorKind.Denied, true)]
    [InlineData(JitProviderErrorKind.Transient, false)]
    public async Task SeveralHosts_OneOutOfReach_TheOtherDecidesWhetherTheStartFails(JitProviderErrorKind second, bool fails)
    {
        var provider = new FakeProvider(_time)
        {
            Failure = request => new JitProviderException(
                request.Endpoint.Host.StartsWith('w') ? JitProviderErrorKind.Transient : second, $"not for {request.Endpoint.Host}"),
        };
        _host.Services.Configure<JitDatabaseOptions>("orders", o => o.Refresh.TransientRetries = 0);
        using var host = Build("Host=writer.example.com,reader.example.com", provider);

        var start = host.StartAsync(TestContext.Current.CancellationToken);

        if (fails)
            (await Should.ThrowAsync<JitCredentialException>(start)).Message.ShouldContain("not for reader.example.com");
        else
            await start;
    }

    [Fact]
    public void OneHost_MultiHostDataSource_SaysWhatToInjectInstead()
    {
        using var host = Build("Host=writer.example.com");

        var error = Should.Throw<JitConfigurationException>(() => host.Services.GetRequiredService<NpgsqlMultiHostDataSource>());

        error.Message.ShouldContain("'orders'");
        error.Message.ShouldContain("Inject NpgsqlDataSource");
    }

    [Fact]
    public void HostNamedTwice_IsRefused()
    {
        using var host = Build("Host=writer.example.com,WRITER.example.com:5432");

        Should.Throw<JitConfigurationException>(() => host.Services.GetRequiredService<NpgsqlDataSource>())
            .Message.ShouldContain("WRITER.example.com:5432 twice");
    }

    private IHost Build(string connectionString, FakeProvider? provider = null)
    {
        _host.Configuration["ConnectionStrings:orders"] = $"{connectionString};Database=orders;Username=orders_app";
        _host.Services.AddSingleton<TimeProvider>(_time);
        _host.AddJitDatabase("orders", db => db.UseProvider(provider ?? _provider));
        return _host.Build();
    }
}

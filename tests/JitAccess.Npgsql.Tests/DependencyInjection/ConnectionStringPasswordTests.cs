using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.DependencyInjection;

public class ConnectionStringPasswordTests
{
    private const string WithPassword = "Host=localhost;Database=orders;Username=dev;Password=canary";

    private readonly FakeTimeProvider _time = new(); // stands: no mint takes too long, whatever halts it
    private readonly FakeProvider _provider;
    private readonly FakeLogCollector _logs = FakeLogCollector.Create(new FakeLogCollectorOptions());

    public ConnectionStringPasswordTests() => _provider = new FakeProvider(_time);

    [Fact]
    public async Task ChosenByName_InDevelopment_TakesThePasswordOutAndWarnsOnce()
    {
        using var host = Build(WithPassword, chosen: "connectionstringpassword");

        await host.StartAsync(TestContext.Current.CancellationToken);

        var dataSource = host.Services.GetRequiredService<NpgsqlDataSource>();
        dataSource.ConnectionString.ShouldNotContain("canary");
        dataSource.ConnectionString.ShouldContain("Username=dev");
        var warning = _logs.GetSnapshot().Where(r => r.Level == LogLevel.Warning).ShouldHaveSingleItem();
        warning.Id.Id.ShouldBe(4005);
        _provider.Calls.ShouldBe(0);
        host.Services.GetRequiredService<JitDatabase>().GetStatus().ShouldHaveSingleItem().Key.Identity.ProviderName.ShouldBe("connection-string-password");
        _logs.GetSnapshot().ShouldAllBe(r => !r.Message.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnlyOtherCandidate_NotNamed_IsNotUsed()
    {
        using var host = Build("Host=localhost;Database=orders;Username=dev", chosen: null);

        await host.StartAsync(TestContext.Current.CancellationToken);

        _provider.Calls.ShouldBe(1);
    }

    [Fact]
    public void PasswordAndNotNamed_IsRefusedAsEver() =>
        Error(WithPassword, chosen: null).ShouldContain("remove Password");

    [Fact]
    public void OnlyCandidate_NotNamed_IsNotUsedEither()
    {
        var builder = Builder(WithPassword, chosen: null, "Development");
        builder.AddJitDatabase("orders", db => db.UseConnectionStringPassword());
        using var host = builder.Build();

        var error = Should.Throw<JitConfigurationException>(() => host.Services.GetRequiredService<NpgsqlDataSource>());

        error.Message.ShouldContain("no provider that is used without being named (ConnectionStringPassword)");
        error.Message.ShouldContain("JitAccess:Databases:orders:Provider");
    }

    [Fact]
    public void InProduction_IsRefused()
    {
        var message = Error(WithPassword, environment: "Production");
        message.ShouldContain("the environment is Production");
        message.ShouldContain("JitAccess:Databases:orders:Provider is 'ConnectionStringPassword'");
    }

    [Fact]
    public void WithoutAnEnvironment_CountsAsProduction()
    {
        var services = new ServiceCollection();
        services.Configure<JitDatabaseOptions>("orders", o =>
        {
            o.ConnectionString = WithPassword;
            o.Provider = "ConnectionStringPassword";
        });
        services.AddJitDatabase("orders", db => db.UseConnectionStringPassword());
        using var provider = services.BuildServiceProvider();

        Should.Throw<JitConfigurationException>(() => provider.GetRequiredService<NpgsqlDataSource>()).Message.ShouldContain("counts as Production");
    }

    [Theory]
    [InlineData("Host=localhost;Username=dev")]
    [InlineData("Host=localhost;Password=canary")]
    public void NothingToTake_IsRefused(string connectionString) => Error(connectionString).ShouldContain("lacks Username or Password");

    [Fact]
    public void AwayFromLoopback_TlsIsNotRelaxed() =>
        Error("Host=db.example.com;Username=dev;Password=canary;SSL Mode=Disable").ShouldContain("SSL Mode=Disable lets a credential travel");

    private string Error(string connectionString, string? chosen = "ConnectionStringPassword", string environment = "Development")
    {
        using var host = Build(connectionString, chosen, environment);
        var message = Should.Throw<JitConfigurationException>(() => host.Services.GetRequiredService<NpgsqlDataSource>()).ToString();
        message.ShouldNotContain("canary");
        return message;
    }

    private IHost Build(string connectionString, string? chosen, string environment = "Development")
    {
        var builder = Builder(connectionString, chosen, environment);
        builder.AddJitDatabase("orders", db => db.UseProvider(_provider).UseConnectionStringPassword());
        return builder.Build();
    }

    private HostApplicationBuilder Builder(string connectionString, string? chosen, string environment)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration["ConnectionStrings:orders"] = connectionString;
        builder.Configuration["JitAccess:Databases:orders:Provider"] = chosen;
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(_logs));
        return builder;
    }
}

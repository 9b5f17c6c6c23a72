using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.DependencyInjection;

public class AddJitDatabaseTests
{
    private const string ConnectionString = "Host=orders.example.com;Database=orders;Username=orders_app";

    private readonly HostApplicationBuilder _host = Host.CreateEmptyApplicationBuilder(null);
    private readonly FakeProvider _provider;

    public AddJitDatabaseTests()
    {
        var time = new FakeTimeProvider(); // stands: no mint takes too long, whatever halts it
        _provider = new FakeProvider(time);
        _host.Services.AddSingleton<TimeProvider>(time);
        _host.Configuration["ConnectionStrings:orders"] = ConnectionString;
    }

    [Fact]
    public void AddJitDatabase_OneDatabase_RegistersEveryServiceKeyedAndUnkeyed()
    {
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
        using var host = _host.Build();
        var services = host.Services;

        var database = services.GetRequiredService<JitDatabase>();
        services.GetRequiredKeyedService<JitDatabase>("orders").ShouldBeSameAs(database);
        services.GetRequiredService<NpgsqlDataSource>().ShouldBeSameAs(database.DataSource);
        services.GetRequiredService<DbDataSource>().ShouldBeSameAs(database.DataSource);
        services.GetRequiredKeyedService<NpgsqlDataSource>("orders").ShouldBeSameAs(database.DataSource);
        services.GetRequiredKeyedService<DbDataSource>("orders").ShouldBeSameAs(database.DataSource);
        services.GetRequiredService<NpgsqlConnection>().ShouldNotBeSameAs(services.GetRequiredService<NpgsqlConnection>());
        services.GetRequiredService<DbConnection>().ShouldBeOfType<NpgsqlConnection>();
        services.GetRequiredKeyedService<NpgsqlConnection>("orders").ConnectionString.ShouldNotContain("secret");
        services.GetRequiredKeyedService<DbConnection>("orders").ShouldBeOfType<NpgsqlConnection>();
    }

    [Fact]
    public void AddKeyedJitDatabase_SeveralDatabases_AreApart()
    {
        _host.Configuration["ConnectionStrings:billing"] = "Host=billing.example.com;Database=billing;Username=billing_app";
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
        _host.AddKeyedJitDatabase("billing", db => db.UseProvider(_provider));
        using var host = _host.Build();

        host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString.ShouldContain("orders.example.com");
        host.Services.GetRequiredKeyedService<NpgsqlDataSource>("billing").ConnectionString.ShouldContain("billing.example.com");
    }

    [Fact]
    public void AddJitDatabase_SecondUnkeyed_ThrowsAndNamesTheKeyedCall()
    {
        _host.AddJitDatabase("orders");

        Should.Throw<JitConfigurationException>(() => _host.AddJitDatabase("billing")).Message.ShouldContain("AddKeyedJitDatabase");
    }

    [Fact]
    public void AddJitDatabase_SameNameTwice_Throws()
    {
        _host.AddJitDatabase("orders");

        Should.Throw<JitConfigurationException>(() => _host.AddKeyedJitDatabase("Orders")).Message.ShouldContain("registered twice");
    }

    [Theory]
    [InlineData(null, "has several providers (One, Two)")]
    [InlineData("Three", "Provider is 'Three', which is not registered. Registered: One, Two.")]
    public async Task Start_ProviderNotDecided_FailsAndListsCandidates(string? chosen, string expected)
    {
        _host.Configuration["JitAccess:Databases:orders:Provider"] = chosen;
        _host.AddJitDatabase("orders", db => db.AddCandidate("One", _ => _provider).AddCandidate("Two", _ => _provider));

        (await StartFails()).ShouldContain(expected);
    }

    [Fact]
    public async Task Start_ProviderChosenByConfiguration_CreatesOnlyThatOne()
    {
        _host.Configuration["JitAccess:Databases:orders:Provider"] = "two";
        _host.AddJitDatabase("orders", db => db.AddCandidate("One", _ => throw new InvalidOperationException()).AddCandidate("Two", _ => _provider));
        using var host = _host.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);

        _provider.Calls.ShouldBe(1); // prefetched
    }

    [Fact]
    public async Task Start_NoProvider_SaysHowToRegisterOne()
    {
        _host.AddJitDatabase("orders");

        (await StartFails()).ShouldContain("AddJitDatabase(\"orders\", db => db.UseRdsIam())");
    }

    [Theory]
    [InlineData(null, "ConnectionStrings:orders")]
    [InlineData("Host=db;Passwort=canary", "can't be read")]
    [InlineData("Host=db;Username=u;Password=canary", "remove Password")]
    [InlineData("Host=db;Username=u;SSL Mode=Disable", "SSL Mode=Disable")]
    [InlineData("Host=db;Username=u;SSL Mode=Allow", "SSL Mode=Allow")]
    [InlineData("Host=db;Username=u;SSL Mode=Require", "SSL Mode=Require")]
    [InlineData("Host=db;Username=u;SSL Mode=VerifyCA", "SSL Mode=VerifyCA")]
    [InlineData("Host=db", "has no user name")]
    public async Task Start_UnusableConnectionString_FailsWithRemedyAndWithoutSecret(string? connectionString, string expected)
    {
        _host.Configuration["ConnectionStrings:orders"] = connectionString;
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));

        var message = await StartFails();

        message.ShouldContain("'orders'");
        message.ShouldContain(expected);
        message.ShouldNotContain("canary");
        _provider.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Start_UserNameInTwoPlaces_Fails()
    {
        _host.Configuration["JitAccess:Databases:orders:UserName"] = "other";
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));

        (await StartFails()).ShouldContain("two user names");
    }

    [Fact]
    public void Build_UserNameFromOptions_IsUsed()
    {
        _host.Configuration["ConnectionStrings:orders"] = "Host=orders.example.com";
        _host.Configuration["JitAccess:Databases:orders:UserName"] = "orders_app";
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
        using var host = _host.Build();

        host.Services.GetRequiredService<NpgsqlConnection>().UserName.ShouldBe("orders_app");
    }

    [Fact]
    public async Task Start_InvalidOptions_FailsByName()
    {
        _host.Configuration["JitAccess:Databases:orders:Refresh:FlightTimeout"] = "01:00:00";
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
        using var host = _host.Build();

        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain("FlightTimeout");
    }

    [Fact]
    public async Task Start_OwnPasswordProvider_Fails()
    {
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider).ConfigureDataSource(
            (_, dataSource) => dataSource.UsePasswordProvider(_ => "canary", (_, _) => new("canary"))));

        (await StartFails()).ShouldContain("remove UsePasswordProvider");
    }

    [Fact]
    public async Task Start_OwnPeriodicPasswordProvider_Fails()
    {
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider).ConfigureDataSource(
            (_, dataSource) => dataSource.UsePeriodicPasswordProvider((_, _) => new("canary"), TimeSpan.FromHours(1), TimeSpan.FromHours(1))));

        (await StartFails()).ShouldContain("UsePeriodicPasswordProvider");
    }

    [Fact]
    public async Task Start_TokenEndpointsAndOwnTlsOptions_Fails()
    {
        _host.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = "orders.example.com:5432";
        _host.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = "other.example.com:5432";
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider).ConfigureDataSource(
            (_, dataSource) => dataSource.UseSslClientAuthenticationOptionsCallback(_ => { })));

        (await StartFails()).ShouldContain("UseSslClientAuthenticationOptionsCallback");
    }

    [Fact]
    public async Task Start_TunnelsThatTlsCanNotTellApart_Fails()
    {
        _host.Configuration["ConnectionStrings:orders"] = "Host=localhost:1,localhost:2;Username=orders_app";
        for (var i = 0; i < 2; i++)
        {
            _host.Configuration[$"JitAccess:Databases:orders:TokenEndpoints:{i}:Connect"] = $"localhost:{i + 1}";
            _host.Configuration[$"JitAccess:Databases:orders:TokenEndpoints:{i}:Token"] = $"db{i}.example.com:5432";
        }

        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));

        (await StartFails()).ShouldContain("TLS can't tell them apart");
    }

    [Fact]
    public async Task Start_UserNameForAProviderThatChoosesIt_FailsAndNamesBothPlaces()
    {
        _host.AddJitDatabase("orders", db => db.UseProvider(new FakeProvider { RotatesUserName = true }));

        (await StartFails()).ShouldBe(
            "Database 'orders' has the user name 'orders_app', but fake chooses one with each credential. Remove Username from the connection " +
            "string, and JitAccess:Databases:orders:UserName.");
    }

    [Fact]
    public async Task Start_DeniedCredential_FailsUnderBestEffort()
    {
        _provider.Failure = _ => new JitProviderException(JitProviderErrorKind.Denied, "no");
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
        using var host = _host.Build();

        await Should.ThrowAsync<JitCredentialException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_PrefetchNone_AsksForNothing()
    {
        _host.Configuration["JitAccess:Databases:orders:Prefetch"] = "None";
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
        using var host = _host.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        _provider.Calls.ShouldBe(0);
    }

    [Fact]
    public void Build_ConnectionLifetime_IsDrawnPerDataSource()
    {
        using var host = BuildWithRandomizer(0.0);
        new NpgsqlConnectionStringBuilder(host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString)
            .ConnectionLifetime.ShouldBe(2880);
    }

    [Fact]
    public void Build_ConnectionLifetimeGiven_IsKept()
    {
        _host.Configuration["ConnectionStrings:orders"] = ConnectionString + ";Connection Lifetime=600";
        using var host = BuildWithRandomizer(0.0);
        new NpgsqlConnectionStringBuilder(host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString)
            .ConnectionLifetime.ShouldBe(600);
    }

    [Fact]
    public void Build_SessionDefaultsOfTheProvider_StandBesideTheTransportGate()
    {
        _provider.SessionDefaults = new JitSessionDefaults { MaxLifetime = TimeSpan.FromMinutes(55), MaxPoolSize = 10, DirectTls = true };
        _host.Configuration["ConnectionStrings:orders"] = ConnectionString + ";Maximum Pool Size=7";
        using var host = BuildWithRandomizer(0.5);

        var settings = new NpgsqlConnectionStringBuilder(host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
        settings.ConnectionLifetime.ShouldBe(2970);
        settings.MaxPoolSize.ShouldBe(7);
        settings.SslNegotiation.ShouldBe(SslNegotiation.Direct);
        settings.SslMode.ShouldBe(SslMode.VerifyFull);
    }

    private IHost BuildWithRandomizer(double value)
    {
        _host.Services.AddSingleton(new JitRuntime { Randomizer = () => value });
        _host.AddJitDatabase("orders", db => db.UseProvider(_provider));
        return _host.Build();
    }

    private async Task<string> StartFails()
    {
        using var host = _host.Build();
        return (await Should.ThrowAsync<JitConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken))).Message;
    }
}

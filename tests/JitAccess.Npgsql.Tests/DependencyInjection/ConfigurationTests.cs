using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Npgsql.Tests.DependencyInjection;

/// <summary>What configuration alone decides, for one database and for several side by side.</summary>
public class ConfigurationTests
{
    private const string Host1 = "orders.abc123def456.eu-west-1.rds.amazonaws.com";
    private const string Host2 = "billing.cluster-abc123def456.us-east-2.rds.amazonaws.com";

    private readonly HostApplicationBuilder _host = Host.CreateEmptyApplicationBuilder(null);

    public ConfigurationTests() => _host.Services.AddSingleton<TimeProvider>(new FakeTimeProvider()); // stands: no mint takes too long, whatever halts it

    [Theory]
    [InlineData("RdsIam", "rds-iam")]
    [InlineData("auroraiam", "aurora-iam")]
    [InlineData("OwnProvider", "own")]
    public void Json_ChoosesProviderUserRegionAndWindows(string candidate, string providerName)
    {
        _host.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(
            $$"""
              {
                "ConnectionStrings": { "orders": "Host={{Host2}};Database=orders" },
                "JitAccess": { "Databases": { "orders": {
                  "Provider": "{{candidate}}",
                  "UserName": "orders_app",
                  "Prefetch": "None",
                  "Refresh": { "MaxLifetime": "00:05:00", "FlightTimeout": "00:00:07", "TransientRetries": 1 },
                  "RdsIam": { "Region": "eu-central-1" },
                  "AuroraIam": { "Region": "ap-southeast-2" }
                } } }
              }
              """)));
        AddThreeCandidates("orders");
        using var host = _host.Build();

        var key = KeyOf(host, "orders");
        key.Identity.ProviderName.ShouldBe(providerName);
        key.UserName.ShouldBe("orders_app");
        key.Identity.ToString().Contains("Region = ap-southeast-2", StringComparison.Ordinal).ShouldBe(candidate == "auroraiam");
        key.Identity.ToString().Contains("Region = eu-central-1", StringComparison.Ordinal).ShouldBe(candidate == "RdsIam");
        var options = Options(host, "orders");
        (options.Refresh.MaxLifetime, options.Refresh.FlightTimeout, options.Refresh.TransientRetries, options.Prefetch)
            .ShouldBe((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(7), 1, JitPrefetch.None));
    }

    [Fact]
    public void EnvironmentVariables_ChooseProviderAndUser()
    {
        using var provider = new Variable("JitAccess__Databases__fromvariables__Provider", "AuroraIam");
        using var user = new Variable("JitAccess__Databases__fromvariables__UserName", "variable_app");
        using var region = new Variable("JitAccess__Databases__fromvariables__AuroraIam__Region", "eu-north-1");
        using var connection = new Variable("ConnectionStrings__fromvariables", $"Host={Host2}");
        _host.Configuration.AddEnvironmentVariables();
        AddThreeCandidates("fromvariables");
        using var host = _host.Build();

        var key = KeyOf(host, "fromvariables");

        (key.Identity.ProviderName, key.UserName).ShouldBe(("aurora-iam", "variable_app"));
        key.Identity.ToString().ShouldContain("Region = eu-north-1");
    }

    [Fact]
    public void Code_AfterConfiguration_HasTheLastWord()
    {
        _host.Configuration["ConnectionStrings:orders"] = $"Host={Host1}";
        _host.Configuration["JitAccess:Databases:orders:UserName"] = "from_configuration";
        _host.Configuration["JitAccess:Databases:orders:RdsIam:Region"] = "eu-west-1";
        _host.AddJitDatabase("orders", db => db
            .UseRdsIam(rds => rds.Region = "eu-west-3").Configure(options => options.UserName = "from_code"));
        using var host = _host.Build();

        var key = KeyOf(host, "orders");

        key.UserName.ShouldBe("from_code");
        key.Identity.ToString().ShouldContain("Region = eu-west-3");
    }

    [Fact]
    public void ConnectionString_OfTheSectionOnly_IsUsed()
    {
        _host.Configuration["JitAccess:Databases:orders:ConnectionString"] = "Host=section.example.com;Username=orders_app";

        HostNameOfOrders().ShouldBe("section.example.com");
    }

    [Fact]
    public void ConnectionString_OfBoth_IsTheNamedOne()
    {
        // Aspire's order: an AppHost sets ConnectionStrings:orders, and appsettings.json must not outvote it.
        _host.Configuration["ConnectionStrings:orders"] = "Host=named.example.com;Username=orders_app";
        _host.Configuration["JitAccess:Databases:orders:ConnectionString"] = "Host=section.example.com;Username=orders_app";

        HostNameOfOrders().ShouldBe("named.example.com");
    }

    [Fact]
    public void ConnectionString_OfBothAndCode_IsThatOfCode()
    {
        _host.Configuration["ConnectionStrings:orders"] = "Host=named.example.com;Username=orders_app";
        _host.Configuration["JitAccess:Databases:orders:ConnectionString"] = "Host=section.example.com;Username=orders_app";

        HostNameOfOrders(options => options.ConnectionString = "Host=code.example.com;Username=orders_app").ShouldBe("code.example.com");
    }

    [Fact]
    public void ConnectionString_NamedButEmpty_LeavesThatOfTheSection()
    {
        _host.Configuration["ConnectionStrings:orders"] = "";
        _host.Configuration["JitAccess:Databases:orders:ConnectionString"] = "Host=section.example.com;Username=orders_app";

        HostNameOfOrders().ShouldBe("section.example.com");
    }

    [Fact]
    public void ConnectionString_OfAnotherName_IsNotUsed()
    {
        _host.Configuration["ConnectionStrings:billing"] = "Host=named.example.com;Username=billing_app";

        Should.Throw<JitConfigurationException>(() => HostNameOfOrders()).Message.ShouldContain("has no connection string");
    }

    [Fact]
    public async Task TwoDatabases_WithDifferentEverything_ShareNothing()
    {
        var (own, other) = (new OwnProvider { Identity = new("own") }, new OwnProvider { Identity = new("other"), Scope = JitCredentialScope.PerDatabase });
        Configure("orders", $"Host={Host1};Database=orders;Username=orders_app;Application Name=orders", prefetch: "Required", maxLifetime: "00:05:00");
        Configure("billing", $"Host={Host2};Port=5433;Database=billing;Username=billing_app;Application Name=billing", "None", maxLifetime: "00:10:00");
        _host.Configuration["JitAccess:Databases:billing:TokenEndpoints:0:Connect"] = $"{Host2}:5433";
        _host.Configuration["JitAccess:Databases:billing:TokenEndpoints:0:Token"] = "billing.example.com:6000";
        _host.Configuration["JitAccess:Databases:billing:DisableHealthChecks"] = "true";
        _host.AddJitDatabase("orders", db => db.UseProvider(own).ConfigureDataSource((_, source) => source.ConnectionStringBuilder.MaxPoolSize = 7));
        _host.AddKeyedJitDatabase("billing", db => db.UseProvider(other).Configure(options => options.Refresh.TransientRetries = 9));
        using var host = _host.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        KeyOf(host, "orders").ShouldBe(new JitCredentialKey("orders", own.Identity, "orders_app", new JitEndpoint(Host1, 5432)));
        KeyOf(host, "billing").ShouldBe(new JitCredentialKey("billing", other.Identity, "billing_app", Endpoint: null));
        (own.Calls, other.Calls).ShouldBe((1, 0)); // each its own Prefetch
        var (orders, billing) = (Settings(host, "orders"), Settings(host, "billing"));
        (orders.ApplicationName, orders.MaxPoolSize, orders.Username).ShouldBe(("orders", 7, "orders_app"));
        (billing.ApplicationName, billing.MaxPoolSize, billing.Username).ShouldBe(("billing", 100, "billing_app"));
        var (ordersOptions, billingOptions) = (Options(host, "orders"), Options(host, "billing"));
        (ordersOptions.Refresh.MaxLifetime, ordersOptions.Refresh.TransientRetries).ShouldBe((TimeSpan.FromMinutes(5), 2));
        (billingOptions.Refresh.MaxLifetime, billingOptions.Refresh.TransientRetries).ShouldBe((TimeSpan.FromMinutes(10), 9));
        (ordersOptions.TokenEndpoints.Count, billingOptions.TokenEndpoints.Count).ShouldBe((0, 1));
        (ordersOptions.DisableHealthChecks, billingOptions.DisableHealthChecks).ShouldBe((false, true));
        host.Services.GetRequiredKeyedService<JitDatabase>("orders").ShouldNotBeSameAs(host.Services.GetRequiredKeyedService<JitDatabase>("billing"));
    }

    [Fact]
    public void KeyedDatabase_HasNoUnkeyedServices()
    {
        _host.Configuration["ConnectionStrings:billing"] = $"Host={Host2};Username=billing_app";
        _host.Services.AddKeyedJitDatabase("billing", db => db.UseProvider(new OwnProvider()));
        using var host = _host.Build();

        host.Services.GetService<JitDatabase>().ShouldBeNull();
        host.Services.GetService<NpgsqlDataSource>().ShouldBeNull();
        host.Services.GetService<NpgsqlConnection>().ShouldBeNull();
        host.Services.GetRequiredKeyedService<NpgsqlDataSource>("billing").ShouldNotBeNull();
    }

    [Fact]
    public void HostBuilderOverloads_ForwardAndReturnTheBuilder()
    {
        _host.Configuration["ConnectionStrings:orders"] = $"Host={Host1};Username=orders_app";
        _host.Configuration["ConnectionStrings:billing"] = $"Host={Host2};Username=billing_app";
        IHostApplicationBuilder builder = _host;

        builder.AddJitDatabase("orders", db => db.UseRdsIam()).AddKeyedJitDatabase("billing", db => db.UseAuroraIam()).ShouldBeSameAs(_host);
        using var host = _host.Build();

        host.Services.GetRequiredService<JitDatabase>().ShouldBeSameAs(host.Services.GetRequiredKeyedService<JitDatabase>("orders"));
        KeyOf(host, "billing").Identity.ProviderName.ShouldBe("aurora-iam");
    }

    private string HostNameOfOrders(Action<JitDatabaseOptions>? configure = null)
    {
        _host.AddJitDatabase("orders", db => db.UseProvider(new OwnProvider()).Configure(configure ?? (static _ => { })));
        using var host = _host.Build();
        return Settings(host, "orders").Host!;
    }

    private void AddThreeCandidates(string name)
    {
        _host.Services.AddSingleton<OwnProvider>();
        _host.AddJitDatabase(name, db => db
            .UseRdsIam(rds => rds.Credentials = new AnonymousAWSCredentials())
            .UseAuroraIam(rds => rds.Credentials = new AnonymousAWSCredentials())
            .UseProvider<OwnProvider>());
    }

    private void Configure(string name, string connectionString, string prefetch, string maxLifetime)
    {
        _host.Configuration[$"ConnectionStrings:{name}"] = connectionString;
        _host.Configuration[$"JitAccess:Databases:{name}:Prefetch"] = prefetch;
        _host.Configuration[$"JitAccess:Databases:{name}:Refresh:MaxLifetime"] = maxLifetime;
    }

    private static JitCredentialKey KeyOf(IHost host, string name) =>
        host.Services.GetRequiredKeyedService<JitDatabase>(name).GetStatus().ShouldHaveSingleItem().Key;

    private static JitDatabaseOptions Options(IHost host, string name) => host.Services.GetRequiredService<IOptionsMonitor<JitDatabaseOptions>>().Get(name);

    private static NpgsqlConnectionStringBuilder Settings(IHost host, string name) =>
        new(host.Services.GetRequiredKeyedService<NpgsqlDataSource>(name).ConnectionString);

    /// <summary>Sets a variable that only this test's database reads.</summary>
    private sealed class Variable : IDisposable
    {
        private readonly string _name;

        public Variable(string name, string value) => Environment.SetEnvironmentVariable(_name = name, value);

        public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
    }
}

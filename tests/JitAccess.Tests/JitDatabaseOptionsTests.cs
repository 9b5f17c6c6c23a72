using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitAccess.Tests;

public class JitDatabaseOptionsTests
{
    [Fact]
    public void Validate_Defaults_Pass() => Should.NotThrow(() => new JitDatabaseOptions().Validate("orders"));

    [Fact]
    public void Validate_SeveralMistakes_NamesEach()
    {
        var options = new JitDatabaseOptions { Prefetch = (JitPrefetch)7 };
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = "localhost", Token = "db:5432" });
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = "a:1", Token = "" });
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = "A:1", Token = "db:5432" });
        options.Refresh.MaxLifetime = TimeSpan.FromSeconds(1);
        options.Refresh.TransientRetries = 11;

        var message = Should.Throw<JitConfigurationException>(() => options.Validate("orders")).Message;

        message.ShouldContain("JitAccess:Databases:orders:Prefetch is 7");
        message.ShouldContain("JitAccess:Databases:orders:TokenEndpoints:0:Connect is 'localhost'");
        message.ShouldContain("JitAccess:Databases:orders:TokenEndpoints:1:Token is ''");
        message.ShouldContain("JitAccess:Databases:orders:TokenEndpoints:2:Connect repeats A:1");
        message.ShouldContain("MaxLifetime must be between 00:00:05 and 365.00:00:00");
        message.ShouldContain("TransientRetries");
    }

    [Fact]
    public void Configuration_OfADatabase_IsBoundLazilyAndOnlyToIt()
    {
        var configuration = new ConfigurationManager();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddJitDatabaseCore("orders").AddJitDatabaseCore("billing");
        configuration["JitAccess:Databases:orders:UserName"] = "orders_app";
        configuration["JitAccess:Databases:orders:Prefetch"] = "Required";
        configuration["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = "localhost:5433";
        configuration["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = "db.example.com:5432";
        configuration["JitAccess:Databases:orders:Refresh:MaxLifetime"] = "00:00:20";

        using var provider = services.BuildServiceProvider();
        var monitor = provider.GetRequiredService<IOptionsMonitor<JitDatabaseOptions>>();

        var orders = monitor.Get("orders");
        orders.UserName.ShouldBe("orders_app");
        orders.Prefetch.ShouldBe(JitPrefetch.Required);
        orders.TokenEndpoints.ShouldHaveSingleItem().Token.ShouldBe("db.example.com:5432");
        orders.Refresh.MaxLifetime.ShouldBe(TimeSpan.FromSeconds(20));
        monitor.Get("billing").UserName.ShouldBeNull();
        monitor.Get("billing").TokenEndpoints.ShouldBeEmpty();
    }

    [Fact]
    public void Configuration_CanNotAllowAnUnverifiedServer()
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["JitAccess:Databases:orders:UnverifiedServerReason"] = "please" }).Build());
        using var provider = services.AddJitDatabaseCore("orders").BuildServiceProvider();

        provider.GetRequiredService<IOptionsMonitor<JitDatabaseOptions>>().Get("orders").UnverifiedServerReason.ShouldBeNull();
    }
}

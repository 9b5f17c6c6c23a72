using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace JitAccess.Vault.Tests.DependencyInjection;

public sealed class UseVaultTests : VaultTest
{
    [Fact]
    public async Task Mint_InAHostThatConfiguresAllItsHttpClients_IsOneRequestThatNobodySees()
    {
        var spy = new SpyHandler();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development", DisableDefaults = true });
        builder.Services.ConfigureHttpClientDefaults(clients => clients.AddHttpMessageHandler(() => spy));
        builder.Services.AddHttpClient();
        builder.Services.AddSingleton<TimeProvider>(Time);
        using var host = Register(builder);
        var provider = Choose(host.Services);

        await MintAsync(provider);

        Vault.Lines.ShouldBe([Login, Creds]);
        spy.Requests.ShouldBe(0);

        // Proves that the spy would see a client of the host's.
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var answer = await client.GetAsync(new Uri(Vault.Url), Cancellation);
        spy.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_OfTheContainer_EndsTheSession()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development", DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(Time); // the end waits five seconds of it at most, and it stands
        var host = Register(builder);
        await MintAsync(Choose(host.Services));

        host.Dispose();

        Vault.Count(RevokeSelf).ShouldBe(1);
    }

    [Fact]
    public void Start_InProduction_RefusesPlainHttp()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production", DisableDefaults = true });
        using var host = Register(builder);

        Should.Throw<OptionsValidationException>(() => Choose(host.Services)).Message.ShouldContain("JitAccess:Databases:orders:Vault:Address");
    }

    [Fact]
    public void Configuration_OfTheSection_IsBoundAndCodeWins()
    {
        var options = Bind(
            o => o.Role = "from-code", ("Address", "https://vault.example.com"), ("Role", "from-configuration"), ("Kind", "Static"),
            ("AdditionalAddresses:0", "https://node2.example.com"), ("RequestTimeout", "00:00:05"), ("Auth:Method", "Kubernetes"),
            ("Auth:Role", "app"), ("Auth:Audience", "vault"));

        options.Role.ShouldBe("from-code");
        options.Kind.ShouldBe(VaultRoleKind.Static);
        options.AdditionalAddresses.ShouldBe(["https://node2.example.com"]);
        options.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.Auth.Method.ShouldBe(VaultAuthMethod.Kubernetes);
        options.Auth.Audience.ShouldBe("vault");
    }

    [Theory]
    [InlineData("AllowInsecureLoopback")]
    [InlineData("SkipVerify")]
    [InlineData("Auth:Token")]
    [InlineData("Auth:SecretId")]
    [InlineData("Auth:Jwt")]
    [InlineData("Auth:AwsCredentials:SecretAccessKey")]
    public void Configuration_OfWhatOnlyCodeMaySet_IsRefused(string key)
    {
        var message = Should.Throw<JitConfigurationException>(() => Bind(_ => { }, (key, "canary"))).Message;

        message.ShouldContain("only code may set it");
        message.ShouldNotContain("canary");
    }

    [Fact]
    public void Configuration_ThatIsNoValue_SaysHowItIsWritten() =>
        Should.Throw<JitConfigurationException>(() => Bind(_ => { }, ("Kind", "Sometimes"))).Message.ShouldContain("Kind");

    [Fact]
    public void UseVault_ForTwoDatabases_HasTwoProviders()
    {
        var services = new ServiceCollection();
        var (one, other) = (new JitDatabaseBuilder(services, "one"), new JitDatabaseBuilder(services, "other"));
        foreach (var builder in (JitDatabaseBuilder[])[one, other])
            builder.UseVault(o => (o.Address, o.Role) = ("https://vault.example.com", "app"));
        using var container = services.BuildServiceProvider();

        var first = one.Candidates.Single().Factory(container);

        first.ShouldNotBeSameAs(other.Candidates.Single().Factory(container));
        first.ShouldBeSameAs(one.Candidates.Single().Factory(container));
    }

    private IHost Register(HostApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(
        [
            new("JitAccess:Databases:orders:Vault:Address", Vault.Url), new("JitAccess:Databases:orders:Vault:Role", "app"),
            new("JitAccess:Databases:orders:Vault:Auth:Method", "AppRole"), new("JitAccess:Databases:orders:Vault:Auth:RoleId", "role"),
        ]);
        builder.Services.AddJitDatabaseCore("orders");
        _builder = new JitDatabaseBuilder(builder.Services, "orders").UseVault(o =>
        {
            o.AllowInsecureLoopback();
            o.Auth.UseSecretId(_ => new(new VaultSecret("the-secret-id")));
        });
        return builder.Build();
    }

    private JitDatabaseBuilder? _builder;

    private VaultCredentialProvider Choose(IServiceProvider services) => (VaultCredentialProvider)_builder!.Candidates.Single().Factory(services);

    private static VaultOptions Bind(Action<VaultOptions> configure, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create($"JitAccess:Databases:orders:Vault:{s.Key}", (string?)s.Value))).Build());
        new JitDatabaseBuilder(services, "orders").UseVault(configure);
        using var container = services.BuildServiceProvider();
        return container.GetRequiredService<IOptionsMonitor<VaultOptions>>().Get("orders:Vault");
    }
}

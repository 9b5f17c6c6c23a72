using Amazon.Runtime;
using JitAccess.Aws.Credentials;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests.DependencyInjection;

public sealed class AwsJitDatabaseBuilderExtensionsTests
{
    private readonly Dictionary<string, string?> _settings = [];
    private readonly ServiceCollection _services = new();

    [Fact]
    public void UseRdsIam_WithoutConfiguration_UsesTheDefaultChain()
    {
        var provider = Create(db => db.UseRdsIam(), withConfiguration: false);

        var identity = provider.Identity.ShouldBeOfType<AwsIdentity>();
        identity.ProviderName.ShouldBe("rds-iam");
        identity.Kind.ShouldBe(AwsCredentialOriginKind.DefaultChain);
        identity.Region.ShouldBeNull();
    }

    [Fact]
    public void UseRdsIam_Section_IsBound()
    {
        _settings["JitAccess:Databases:orders:RdsIam:Profile"] = "dev";
        _settings["JitAccess:Databases:orders:RdsIam:Region"] = "us-east-1";
        _settings["JitAccess:Databases:other:RdsIam:Region"] = "us-east-2";

        var identity = Create(db => db.UseRdsIam()).Identity.ShouldBeOfType<AwsIdentity>();

        identity.Profile.ShouldBe("dev");
        identity.Region.ShouldBe("us-east-1");
    }

    [Fact]
    public async Task UseRdsIam_Code_ComesAfterConfiguration()
    {
        _settings["JitAccess:Databases:orders:RdsIam:Region"] = "us-east-1";
        _settings["JitAccess:Databases:orders:RdsIam:TokenLifetime"] = "00:05:00";
        var now = new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
        _services.AddSingleton<TimeProvider>(new FakeTimeProvider(now));
        var provider = Create(db => db.UseRdsIam(o =>
        {
            o.Region.ShouldBe("us-east-1");
            o.Region = "us-west-2";
            o.Credentials = new BasicAWSCredentials("akid", "secret");
        }));

        var credential = await provider.GetCredentialAsync(Request("db1.abc123def456.eu-west-1.rds.amazonaws.com"), TestContext.Current.CancellationToken);

        credential.RevealSecret().ShouldContain("us-west-2");
        credential.ExpiresAt.ShouldBe(now.AddMinutes(5));
    }

    [Fact]
    public async Task UseAuroraIam_Proxy_IsRefused()
    {
        _settings["JitAccess:Databases:orders:AuroraIam:Region"] = "us-east-1";
        var provider = Create(db => db.UseAuroraIam(o => o.Credentials = new BasicAWSCredentials("akid", "secret")));

        var identity = provider.Identity.ShouldBeOfType<AwsIdentity>();
        identity.ProviderName.ShouldBe("aurora-iam");
        identity.Region.ShouldBe("us-east-1");
        var error = await Should.ThrowAsync<JitProviderException>(async () => await provider.GetCredentialAsync(
            Request("p.proxy-abc123def456.eu-west-1.rds.amazonaws.com"), TestContext.Current.CancellationToken));
        error.Message.ShouldContain("UseRdsIam()");
    }

    [Fact]
    public void UseBoth_OneDatabase_HasTwoCandidatesWithTheirOwnOptions()
    {
        _settings["JitAccess:Databases:orders:RdsIam:Region"] = "us-east-1";
        var builder = new JitDatabaseBuilder(_services, "orders");

        builder.UseRdsIam().UseAuroraIam();

        builder.Candidates.Select(c => c.Name).ShouldBe(["RdsIam", "AuroraIam"]);
        using var services = Build(withConfiguration: true);
        var options = services.GetRequiredService<IOptionsMonitor<RdsIamOptions>>();
        options.Get("orders:RdsIam").Region.ShouldBe("us-east-1");
        options.Get("orders:AuroraIam").Region.ShouldBeNull();
    }

    [Theory]
    [InlineData("Credentials:AccessKey")]
    [InlineData("Credentials")]
    [InlineData("AllowConfiguredEndpointUrls")]
    public void UseRdsIam_CodeOnlyKeyInConfiguration_IsRefused(string key)
    {
        _settings["JitAccess:Databases:orders:RdsIam:" + key] = "true";

        var error = Should.Throw<JitConfigurationException>(() => Create(db => db.UseRdsIam()));

        error.Message.ShouldContain("JitAccess:Databases:orders:RdsIam:" + key.Split(':')[0]);
    }

    [Theory]
    [InlineData("Region", "EU-WEST-1", "orders:RdsIam.Region is 'EU-WEST-1'")]
    [InlineData("Region", "ireland", "write it like 'eu-west-1'")]
    [InlineData("TokenLifetime", "00:20:00", "orders:RdsIam.TokenLifetime is '00:20:00'; RDS accepts 00:00:01 to 00:15:00.")]
    [InlineData("TokenLifetime", "00:00:00", "RDS accepts")]
    [InlineData("Profile", "", "JitAccess:Databases:orders:RdsIam:Profile is empty")]
    public void UseRdsIam_InvalidValue_NamesKeyValueAndRemedy(string key, string value, string expected)
    {
        _settings["JitAccess:Databases:orders:RdsIam:" + key] = value;

        Should.Throw<OptionsValidationException>(() => Create(db => db.UseRdsIam())).Message.ShouldContain(expected);
    }

    [Fact]
    public void UseRdsIam_ProfileInConfigurationAndCredentialsInCode_IsRefused()
    {
        _settings["JitAccess:Databases:orders:RdsIam:Profile"] = "dev";

        var error = Should.Throw<OptionsValidationException>(
            () => Create(db => db.UseRdsIam(o => o.Credentials = new BasicAWSCredentials("akid", "secret"))));

        error.Message.ShouldContain("JitAccess:Databases:orders:RdsIam has two sources of credentials: Profile 'dev'");
        error.Message.ShouldContain("Remove one of them.");
    }

    [Fact]
    public void Constructor_InvalidOptions_ThrowsTheSame()
    {
        var options = new RdsIamOptions { Region = "nowhere", Profile = "dev", Credentials = new BasicAWSCredentials("akid", "secret") };

        var error = Should.Throw<JitConfigurationException>(() => new RdsIamCredentialProvider(options));

        error.Message.ShouldContain("Region is 'nowhere'");
        error.Message.ShouldContain("two sources of credentials");
    }

    private static JitCredentialRequest Request(string host) => new()
    {
        DatabaseName = "orders",
        Endpoint = new JitEndpoint(host, 5432),
        UserName = "orders_app",
    };

    private IJitCredentialProvider Create(Action<JitDatabaseBuilder> use, bool withConfiguration = true)
    {
        var builder = new JitDatabaseBuilder(_services, "orders");
        use(builder);
        return builder.Candidates.Single().Factory(Build(withConfiguration));
    }

    private ServiceProvider Build(bool withConfiguration)
    {
        if (withConfiguration)
            _services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        return _services.BuildServiceProvider();
    }
}

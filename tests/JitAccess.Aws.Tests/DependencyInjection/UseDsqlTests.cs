using Amazon.Runtime;
using JitAccess.Aws.Credentials;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Tests.DependencyInjection;

public sealed class UseDsqlTests
{
    private readonly Dictionary<string, string?> _settings = [];

    [Fact]
    public void UseDsql_WithoutConfiguration_UsesTheDefaultChain()
    {
        var identity = Create().Identity.ShouldBeOfType<AwsIdentity>();

        identity.ProviderName.ShouldBe("dsql-iam");
        identity.Kind.ShouldBe(AwsCredentialOriginKind.DefaultChain);
    }

    [Fact]
    public async Task UseDsql_Section_IsBoundAndCodeComesAfter()
    {
        _settings["JitAccess:Databases:orders:Dsql:Region"] = "us-east-2";
        _settings["JitAccess:Databases:orders:Dsql:TokenLifetime"] = "7.00:00:00";
        _settings["JitAccess:Databases:orders:Dsql:Action"] = "DbConnect";
        _settings["JitAccess:Databases:orders:RdsIam:Region"] = "eu-west-1";
        var provider = Create(o =>
        {
            o.Action.ShouldBe(DsqlAction.DbConnect);
            o.Credentials = new BasicAWSCredentials("akid", "secret");
        });

        var credential = await provider.GetCredentialAsync(Request("orders_app"), TestContext.Current.CancellationToken);

        credential.RevealSecret().ShouldContain("%2Fus-east-2%2Fdsql%2F");
        credential.RevealSecret().ShouldContain("X-Amz-Expires=604800&");
        await Should.ThrowAsync<JitProviderException>(
            async () => await provider.GetCredentialAsync(Request("admin"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void UseDsql_BesideRds_IsACandidateOfItsOwn()
    {
        var builder = new JitDatabaseBuilder(new ServiceCollection(), "orders");

        builder.UseRdsIam().UseDsql();

        builder.Candidates.Select(c => c.Name).ShouldBe(["RdsIam", "Dsql"]);
    }

    [Theory]
    [InlineData("Credentials")]
    [InlineData("AllowConfiguredEndpointUrls")]
    public void UseDsql_CodeOnlyKeyInConfiguration_IsRefused(string key)
    {
        _settings["JitAccess:Databases:orders:Dsql:" + key] = "true";

        var error = Should.Throw<JitConfigurationException>(() => Create());

        error.Message.ShouldContain("JitAccess:Databases:orders:Dsql:" + key);
        error.Message.ShouldContain($"set DsqlOptions.{key} in the delegate of UseDsql()");
    }

    [Theory]
    [InlineData("Region", "ireland", "orders:Dsql.Region is 'ireland'")]
    [InlineData("TokenLifetime", "7.00:00:01", "orders:Dsql.TokenLifetime is '7.00:00:01'; DSQL accepts 00:00:01 to 7.00:00:00.")]
    [InlineData("TokenLifetime", "00:00:00", "DSQL accepts")]
    [InlineData("Profile", " ", "JitAccess:Databases:orders:Dsql:Profile is empty")]
    public void UseDsql_InvalidValue_NamesKeyValueAndRemedy(string key, string value, string expected)
    {
        _settings["JitAccess:Databases:orders:Dsql:" + key] = value;

        Should.Throw<OptionsValidationException>(() => Create()).Message.ShouldContain(expected);
    }

    [Fact]
    public void UseDsql_UnknownAction_NamesTheKey()
    {
        _settings["JitAccess:Databases:orders:Dsql:Action"] = "connect";

        Should.Throw<JitConfigurationException>(() => Create()).Message.ShouldContain("JitAccess:Databases:orders:Dsql:Action");
    }

    [Fact]
    public void Constructor_InvalidOptions_ThrowsTheSame()
    {
        var options = new DsqlOptions { Region = "nowhere", Profile = "dev", Credentials = new BasicAWSCredentials("akid", "secret") };

        var error = Should.Throw<JitConfigurationException>(() => new DsqlIamCredentialProvider(options));

        error.Message.ShouldContain("Region is 'nowhere'");
        error.Message.ShouldContain("DsqlOptions has two sources of credentials");
    }

    private static JitCredentialRequest Request(string user) => new()
    {
        DatabaseName = "orders",
        Endpoint = new JitEndpoint("foo0bar1baz2quux3quuux4xyz.dsql.us-east-1.on.aws", 5432),
        UserName = user,
    };

    private IJitCredentialProvider Create(Action<DsqlOptions>? configure = null)
    {
        var services = new ServiceCollection();
        var builder = new JitDatabaseBuilder(services, "orders").UseDsql(configure);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        return builder.Candidates.Single().Factory(services.BuildServiceProvider());
    }
}

using JitAccess.Aws.Identity;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>Where services of identity are asked, in every partition.</summary>
public sealed class AwsClientSettingsTests : IDisposable
{
    private readonly AwsHttp _http = new(AwsHttp.DefaultTimeout);

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("eu-west-1", false, false, "sts.eu-west-1.amazonaws.com")]
    [InlineData("us-east-1", true, false, "sts-fips.us-east-1.amazonaws.com")]
    [InlineData("eu-west-1", false, true, "sts.eu-west-1.api.aws")]
    [InlineData("cn-north-1", false, false, "sts.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", false, false, "sts.us-gov-west-1.amazonaws.com")]
    [InlineData("mx-central-9", false, false, "sts.mx-central-9.amazonaws.com")]
    public void Sts_OfARegion_IsAskedThere(string region, bool fips, bool dualStack, string host) =>
        AwsClientSettings.StsAddress(Settings(fips, dualStack).Sts(region, endpoint: null)).ShouldBe(new Uri($"https://{host}/"));

    [Theory]
    [InlineData("eu-west-1", "oidc.eu-west-1.amazonaws.com", "portal.sso.eu-west-1.amazonaws.com")]
    [InlineData("cn-north-1", "oidc.cn-north-1.amazonaws.com.cn", "portal.sso.cn-north-1.amazonaws.com.cn")]
    public void IdentityCenter_OfARegion_IsAskedThere(string region, string oidc, string portal)
    {
        var settings = Settings();

        AwsClientSettings.Address(settings.Oidc(region, endpoint: null), new Amazon.SSOOIDC.Model.RegisterClientRequest()).Host.ShouldBe(oidc);
        AwsClientSettings.Address(settings.Portal(region, endpoint: null), new Amazon.SSO.Model.GetRoleCredentialsRequest()).Host.ShouldBe(portal);
    }

    [Fact]
    public void Endpoint_ThatIsSet_Wins()
    {
        var config = Settings(fips: true, dualStack: true).Sts("eu-west-1", "https://vpce-1-sts.eu-west-1.vpce.amazonaws.com");

        AwsClientSettings.StsAddress(config).Host.ShouldBe("vpce-1-sts.eu-west-1.vpce.amazonaws.com");
        (config.AuthenticationRegion, config.MaxErrorRetry, config.AllowAutoRedirect, config.IgnoreConfiguredEndpointUrls).ShouldBe(("eu-west-1", 0, false, true));
    }

    private AwsClientSettings Settings(bool fips = false, bool dualStack = false) => new(_http, AllowConfiguredEndpointUrls: false, fips, dualStack);
}

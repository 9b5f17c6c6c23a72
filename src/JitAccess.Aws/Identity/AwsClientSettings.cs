using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace JitAccess.Aws.Identity;

/// <summary>How the clients of the AWS SDK that this package makes are set up.</summary>
/// <param name="Http">What they send by.</param>
/// <param name="AllowConfiguredEndpointUrls">Whether <c>AWS_ENDPOINT_URL*</c> may move them.</param>
/// <param name="UseFips">Whether they use FIPS endpoints.</param>
/// <param name="UseDualStack">Whether they use endpoints for IPv4 and IPv6.</param>
internal sealed record AwsClientSettings(AwsHttp Http, bool AllowConfiguredEndpointUrls, bool UseFips, bool UseDualStack)
{
    public AmazonSecurityTokenServiceConfig Sts(string region, string? endpoint) => Configure(new AmazonSecurityTokenServiceConfig(), region, endpoint);

    public AmazonSSOOIDCConfig Oidc(string region, string? endpoint) => Configure(new AmazonSSOOIDCConfig(), region, endpoint);

    public AmazonSSOConfig Portal(string region, string? endpoint) => Configure(new AmazonSSOConfig(), region, endpoint);

    public static Uri StsAddress(AmazonSecurityTokenServiceConfig config) => Address(config, new AssumeRoleRequest());

    /// <summary>Returns where a request of a client goes, in the words under which the SDK keeps what it learned there.</summary>
    public static Uri Address(ClientConfig config, AmazonWebServiceRequest request) =>
        new(config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request)).URL);

    private T Configure<T>(T config, string region, string? endpoint)
        where T : ClientConfig
    {
        // The engine alone retries; and neither logs nor a redirect may see a token.
        config.MaxErrorRetry = 0;
        config.AllowAutoRedirect = false;
        config.LogResponse = false;
        config.DisableLogging = true;
        config.HttpClientFactory = Http;
        config.IgnoreConfiguredEndpointUrls = !AllowConfiguredEndpointUrls;
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
            return config;
        }

        config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        config.UseFIPSEndpoint = UseFips;
        config.UseDualstackEndpoint = UseDualStack;
        return config;
    }
}

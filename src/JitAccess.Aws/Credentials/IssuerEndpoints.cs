using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SSO;
using Amazon.SSO.Model;
using JitAccess.Aws.Identity;

namespace JitAccess.Aws.Credentials;

/// <summary>Tells where the SDK asks for credentials, in the words under which it keeps what it learned there.</summary>
/// <remarks>It creates the clients itself, out of reach; these configurations resolve to the same address as theirs.</remarks>
internal static class IssuerEndpoints
{
    public static IEnumerable<string> Of(AWSCredentials credentials) => credentials switch
    {
        SSOAWSCredentials sso => [Sso(sso.Region)],
        AssumeRoleAWSCredentials role => [Sts(), .. Of(role.SourceCredentials)],
        AssumeRoleWithWebIdentityCredentials => [Sts()],
        _ => [],
    };

    private static string Sts()
    {
        // Instance metadata, which may know a region as well, is not asked again: where the SDK just had to, it remembers the answer.
        var region = FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false) ?? RegionEndpoint.USEast1;
        return Resolve(new AmazonSecurityTokenServiceConfig { RegionEndpoint = region }, new AssumeRoleRequest());
    }

    private static string Sso(string region) =>
        Resolve(new AmazonSSOConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region) }, new GetRoleCredentialsRequest());

    private static string Resolve(ClientConfig config, AmazonWebServiceRequest request) => AwsClientSettings.Address(config, request).ToString();
}

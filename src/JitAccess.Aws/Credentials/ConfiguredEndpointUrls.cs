using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace JitAccess.Aws.Credentials;

/// <summary>Refuses credentials whose issuer would be reached at an address from the environment or the AWS configuration file.</summary>
/// <remarks>
/// Whoever sets <c>AWS_ENDPOINT_URL*</c>, or <c>endpoint_url</c> in a profile, would receive the sign-on token or web identity that is
/// exchanged there. The SDK creates these clients itself, out of reach, so they can't be told to ignore the setting; they are not used.
/// </remarks>
internal static class ConfiguredEndpointUrls
{
    public static void ThrowIfUsedBy(AWSCredentials credentials)
    {
        if (Find(credentials) is not { } url)
            return;

        // Without user-info and path: either may hold a secret.
        var where = Uri.TryCreate(url, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Authority}" : "another address";
        throw new JitProviderException(
            JitProviderErrorKind.Misconfigured,
            $"AWS_ENDPOINT_URL* or endpoint_url would have the AWS credentials ({credentials.GetType().Name}) fetched from "
            + $"{where}. JitAccess takes none from there. Set AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true, remove the setting, "
            + "or, if the address is meant, set AllowConfiguredEndpointUrls in code.");
    }

    // These configurations are read as the SDK will read them when it creates its own: from the environment, then the profile in use.
    private static string? Find(AWSCredentials credentials) => credentials switch
    {
        SSOAWSCredentials => new AmazonSSOConfig().ServiceURL ?? new AmazonSSOOIDCConfig().ServiceURL,
        AssumeRoleAWSCredentials role => new AmazonSecurityTokenServiceConfig().ServiceURL ?? Find(role.SourceCredentials),
        AssumeRoleWithWebIdentityCredentials or FederatedAWSCredentials => new AmazonSecurityTokenServiceConfig().ServiceURL,
        _ => null,
    };
}

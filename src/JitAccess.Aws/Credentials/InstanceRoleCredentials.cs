using Amazon.Runtime;
using Amazon.Util;

namespace JitAccess.Aws.Credentials;

/// <summary>The role of the EC2 instance, with the end of its keys.</summary>
/// <remarks>
/// The object that the SDK's default chain hands out for it keeps that end to itself, so that tokens could not live longer than a minute.
/// The SDK's public <see cref="InstanceProfileAWSCredentials"/> states one, but where metadata fails or hands out keys that have ended it
/// makes one up, and a token must not be promised a life that its keys don't have. So metadata is asked for both, keys and their end; the
/// refresh around it is the SDK's.
/// </remarks>
internal sealed class InstanceRoleCredentials : RefreshingAWSCredentials
{
    private const string NameInChain = "Amazon.Runtime.DefaultInstanceProfileAWSCredentials";

    // As the SDK does for roles of containers: EC2 has new keys at least that long before the old ones end.
    public InstanceRoleCredentials() => PreemptExpiryTime = TimeSpan.FromMinutes(15);

    /// <summary>Returns whether an object is the default chain's for the role of the instance, whose end it does not tell.</summary>
    /// <remarks>By name, for the type is internal; where a later SDK calls it otherwise, its tokens live a minute again.</remarks>
    public static bool AreMeantBy(AWSCredentials credentials) => credentials.GetType().FullName == NameInChain;

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        // The SDK tries three times, and tells no failure but by null.
        var roles = await EC2InstanceMetadata.GetIAMSecurityCredentialsAsync().ConfigureAwait(false);
        if (roles?.Values.FirstOrDefault() is not { } role)
            throw new AmazonServiceException("The instance's metadata service did not answer, or has no role to give.");

        return role.AccessKeyId is null || role.SecretAccessKey is null
            ? throw new AmazonServiceException($"The instance's metadata service gave no keys: {role.Code} {role.Message}")
            : new CredentialsRefreshState(new ImmutableCredentials(role.AccessKeyId, role.SecretAccessKey, role.Token), role.Expiration);
    }
}

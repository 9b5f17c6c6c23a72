using Amazon.SecurityToken;
using JitAccess.Aws.Credentials;

namespace JitAccess.Aws.Identity;

/// <summary>STS, at one address.</summary>
internal sealed class StsService(AmazonSecurityTokenServiceConfig config, AwsClock clock, TimeProvider time)
{
    public AmazonSecurityTokenServiceConfig Config { get; } = config;

    public Uri Address { get; } = AwsClientSettings.StsAddress(config);

    public AwsClock Clock { get; } = clock;

    public TimeProvider Time { get; } = time;
}

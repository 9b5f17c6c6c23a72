using Amazon.Runtime;

namespace JitAccess.Aws.Internal;

/// <summary>What the options of RDS and of DSQL tokens have in common.</summary>
internal interface IAwsTokenOptions
{
    string? Region { get; set; }

    string? Profile { get; set; }

    TimeSpan TokenLifetime { get; set; }

    AWSCredentials? Credentials { get; }

    bool AllowConfiguredEndpointUrls { get; }
}

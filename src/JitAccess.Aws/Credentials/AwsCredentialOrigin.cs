using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace JitAccess.Aws.Credentials;

/// <summary>Where AWS credentials are looked for; fixed when a provider is made.</summary>
internal sealed class AwsCredentialOrigin
{
    private readonly AmazonSecurityTokenServiceConfig? _profileConfig;
    private readonly string? _profilesLocation;

    private AwsCredentialOrigin(AwsCredentialOriginKind kind, string? profile, string? profilesLocation, AWSCredentials? instance)
    {
        Kind = kind;
        Profile = profile;
        Instance = instance;
        _profilesLocation = profilesLocation;
        // The resolver reads nothing but the profile from it; given a profile, it caches its credentials and watches its files.
        _profileConfig = profile is null ? null : new AmazonSecurityTokenServiceConfig { Profile = new Profile(profile, profilesLocation) };
    }

    public static AwsCredentialOrigin DefaultChain { get; } = new(AwsCredentialOriginKind.DefaultChain, null, null, null);

    public static AwsCredentialOrigin Federation { get; } = new(AwsCredentialOriginKind.Federation, null, null, null);

    public AwsCredentialOriginKind Kind { get; }

    public string? Profile { get; }

    public AWSCredentials? Instance { get; }

    public static AwsCredentialOrigin FromProfile(string profile, string? profilesLocation = null) =>
        new(AwsCredentialOriginKind.Profile, profile, profilesLocation, null);

    public static AwsCredentialOrigin FromInstance(AWSCredentials instance) => new(AwsCredentialOriginKind.Instance, null, null, instance);

    /// <summary>Finds the credentials' object, which may mean to ask instance metadata; it blocks the calling thread then.</summary>
    /// <remarks>The SDK loads these clients by name when a profile needs them. Naming their constructors keeps them in trimmed
    /// applications.</remarks>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    public Task<AWSCredentials> ResolveAsync() =>
        Instance is not null ? Task.FromResult(Instance) : DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(_profileConfig);

    /// <summary>Returns whether the origin is a profile of IAM Identity Center.</summary>
    public bool IsSsoProfile() =>
        Profile is not null
        && new CredentialProfileStoreChain(_profilesLocation).TryGetProfile(Profile, out var profile)
        && (profile.Options.SsoSession ?? profile.Options.SsoStartUrl) is not null;

    /// <summary>Returns what the origin is called in errors.</summary>
    public override string ToString() => Kind switch
    {
        AwsCredentialOriginKind.Profile => $"AWS profile '{Profile}'",
        AwsCredentialOriginKind.Instance => $"the AWS credentials set in code ({Instance!.GetType().Name})",
        _ => "the AWS default credential chain",
    };
}

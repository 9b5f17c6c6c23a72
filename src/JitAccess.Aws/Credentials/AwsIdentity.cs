using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Runtime;

namespace JitAccess.Aws.Credentials;

/// <summary>As whom tokens are signed.</summary>
/// <remarks>An object made in code counts by reference: two with the same keys may still refresh into different ones, and comparing keys
/// would mean to read them.</remarks>
internal sealed record AwsIdentity : JitProviderIdentity
{
    private readonly AWSCredentials? _instance;

    public AwsIdentity(string providerName, AwsCredentialOrigin origin, string service, string? region)
        : base(providerName)
    {
        Kind = origin.Kind;
        Profile = origin.Profile;
        Service = service;
        Region = region;
        _instance = origin.Instance;
    }

    public AwsCredentialOriginKind Kind { get; }

    public string? Profile { get; }

    /// <summary>Gets the service that the tokens are for, such as <c>rds-db</c>.</summary>
    public string Service { get; }

    /// <summary>Gets the configured region; <see langword="null"/> where each host tells its own.</summary>
    public string? Region { get; }

    public bool Equals(AwsIdentity? other) =>
        base.Equals(other) && Kind == other.Kind && Profile == other.Profile && Service == other.Service && Region == other.Region
        && ReferenceEquals(_instance, other._instance);

    public override int GetHashCode() =>
        HashCode.Combine(base.GetHashCode(), Kind, Profile, Service, Region, _instance is null ? 0 : RuntimeHelpers.GetHashCode(_instance));

    protected override bool PrintMembers(StringBuilder builder)
    {
        base.PrintMembers(builder);
        builder.Append(", Credentials = ").Append(Kind);
        if (Profile is not null)
            builder.Append(", Profile = ").Append(Profile);
        if (_instance is not null)
            builder.Append(", Type = ").Append(_instance.GetType().Name);
        builder.Append(", Service = ").Append(Service).Append(", Region = ").Append(Region ?? "by host");
        return true;
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Runtime;
using JitAccess.Aws.Identity;

namespace JitAccess.Aws.Credentials;

/// <summary>As whom tokens are signed.</summary>
/// <remarks>An object made in code counts by reference: two with the same keys may still refresh into different ones, and comparing keys
/// would mean to read them.</remarks>
internal sealed record AwsIdentity : JitProviderIdentity
{
    private readonly AWSCredentials? _instance;

    public AwsIdentity(string providerName, AwsCredentialOrigin origin, string service, string? region, RoleSessionIdentity? session = null, string? permissionMap = null)
        : base(providerName)
    {
        Kind = origin.Kind;
        Profile = origin.Profile;
        Service = service;
        Region = region;
        Session = session;
        PermissionMap = permissionMap;
        _instance = origin.Instance;
    }

    public AwsCredentialOriginKind Kind { get; }

    public string? Profile { get; }

    /// <summary>Gets the service that the tokens are for, such as <c>rds-db</c>.</summary>
    public string Service { get; }

    /// <summary>Gets the configured region; <see langword="null"/> where each host tells its own.</summary>
    public string? Region { get; }

    /// <summary>Gets the session that signs, where this package asks for one; it includes what that one hangs on.</summary>
    public RoleSessionIdentity? Session { get; }

    /// <summary>Gets the SHA-256 of the permission map that decides, where there is one.</summary>
    public string? PermissionMap { get; }

    public bool Equals(AwsIdentity? other) =>
        base.Equals(other) && Kind == other.Kind && Profile == other.Profile && Service == other.Service && Region == other.Region
        && Session == other.Session && PermissionMap == other.PermissionMap && ReferenceEquals(_instance, other._instance);

    public override int GetHashCode() =>
        HashCode.Combine(
            base.GetHashCode(), Kind, Profile, Service, Region, Session, PermissionMap, _instance is null ? 0 : RuntimeHelpers.GetHashCode(_instance));

    protected override bool PrintMembers(StringBuilder builder)
    {
        base.PrintMembers(builder);
        builder.Append(", Credentials = ").Append(Kind);
        if (Profile is not null)
            builder.Append(", Profile = ").Append(Profile);
        if (_instance is not null)
            builder.Append(", Type = ").Append(_instance.GetType().Name);
        if (Session is not null)
            builder.Append(", Session = ").Append(Session);
        builder.Append(", Service = ").Append(Service).Append(", Region = ").Append(Region ?? "by host");
        if (PermissionMap is not null)
            builder.Append(", PermissionMap = ").Append(PermissionMap);
        return true;
    }
}

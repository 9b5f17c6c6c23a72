using JitAccess.Testing.Internal.Aws;

namespace JitAccess.Testing;

/// <summary>A role: who may assume it, for how long, and as whom its sessions may log in.</summary>
public sealed class AwsEmulatorRole
{
    /// <summary>Gets the principals that may assume it: ARNs of users, of roles, of a role's session, or <c>arn:aws:iam::123456789012:root</c> for an account.</summary>
    public IList<string> TrustedPrincipals { get; } = [];

    /// <summary>Gets or sets the external id that <c>AssumeRole</c> must name.</summary>
    /// <value>The default is <see langword="null"/>: none is asked for.</value>
    public string? ExternalId { get; set; }

    /// <summary>Gets the web identities that may assume it.</summary>
    public IList<AwsEmulatorWebIdentityTrust> TrustedWebIdentities { get; } = [];

    /// <summary>Gets the ARNs of the SAML providers whose responses may assume it.</summary>
    public IList<string> TrustedSamlProviders { get; } = [];

    /// <summary>Gets or sets the longest session.</summary>
    /// <value>The default is one hour; from one to twelve.</value>
    public TimeSpan MaxSessionDuration
    {
        get;
        set => field = SessionDurations.Require(value);
    } = SessionDurations.Shortest;

    /// <summary>Gets or sets a value indicating whether <c>sts:SetSourceIdentity</c> is allowed.</summary>
    public bool AllowsSourceIdentity { get; set; }

    /// <summary>Gets or sets a value indicating whether <c>sts:TagSession</c> is allowed.</summary>
    public bool AllowsSessionTags { get; set; }

    /// <summary>Gets the database users that sessions may log in as, what <c>rds-db:connect</c> grants on AWS.</summary>
    /// <value>The default is empty: none, as of a role without policies.</value>
    public IList<string> DatabaseUserNames { get; } = [];
}

namespace JitAccess.Aws;

/// <summary>The settings of <c>AssumeRole</c>: one more role on top of the credentials so far.</summary>
public sealed class AssumeRoleOptions : AwsRoleSessionOptions
{
    /// <summary>Gets or sets the name of the session, which CloudTrail shows.</summary>
    /// <value>The default is <see langword="null"/>: the name of the machine.</value>
    public string? SessionName { get; set; }

    /// <summary>Gets or sets the external id that the role's owner asks for.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Gets or sets who is behind the session; CloudTrail shows it, and no later role can change it.</summary>
    public string? SourceIdentity { get; set; }

    /// <summary>Gets the tags of the session.</summary>
    public IList<AwsSessionTag> Tags { get; } = [];
}

using JitAccess.Aws.Internal;

namespace JitAccess.Aws;

/// <summary>What every session of a role has, however the role is assumed.</summary>
public abstract class AwsRoleSessionOptions
{
    private protected AwsRoleSessionOptions()
    {
    }

    /// <summary>Gets or sets the role, such as <c>arn:aws:iam::123456789012:role/orders</c>.</summary>
    /// <value>Required; for a web identity it may come from <c>AWS_ROLE_ARN</c>.</value>
    public string? RoleArn { get; set; }

    /// <summary>Gets or sets how long a session lasts.</summary>
    /// <value>The default is 1 hour; AWS accepts 15 minutes to what the role allows.</value>
    public TimeSpan SessionDuration { get; set; } = AwsSessionDefaults.SessionDuration;

    /// <summary>Gets or sets a policy, in JSON, that narrows what the session may do.</summary>
    /// <value>The default is <see langword="null"/>: all that the role may.</value>
    public string? SessionPolicy { get; set; }

    /// <summary>Gets the ARNs of managed policies that narrow what the session may do.</summary>
    public IList<string> SessionPolicyArns { get; } = [];
}

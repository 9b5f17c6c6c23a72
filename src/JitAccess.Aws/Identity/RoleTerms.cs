using Amazon.SecurityToken.Model;

namespace JitAccess.Aws.Identity;

/// <summary>What is asked of every session of a role, read once.</summary>
/// <param name="RoleArn">The role.</param>
/// <param name="Duration">How long it lasts.</param>
/// <param name="Policy">The session policy.</param>
/// <param name="PolicyArns">The managed session policies.</param>
internal sealed record RoleTerms(string RoleArn, TimeSpan Duration, string? Policy, IReadOnlyList<string> PolicyArns)
{
    public int DurationSeconds => (int)Duration.TotalSeconds;

    /// <summary>Gets the managed policies as the SDK wants them; nothing where there are none.</summary>
    public List<PolicyDescriptorType>? PolicyDescriptors =>
        PolicyArns.Count == 0 ? null : [.. PolicyArns.Select(static arn => new PolicyDescriptorType { Arn = arn })];

    /// <summary>Gets the role's own name, for people.</summary>
    public string RoleName => RoleArn[(RoleArn.LastIndexOf('/') + 1)..];

    /// <summary>Gets what changes the session, for its identity.</summary>
    public IEnumerable<string?> Settings => [$"{Duration}", Policy, .. PolicyArns];

    public static RoleTerms Of(AwsRoleSessionOptions options, string? roleArn = null) =>
        new(roleArn ?? options.RoleArn!, options.SessionDuration, options.SessionPolicy, [.. options.SessionPolicyArns]);
}

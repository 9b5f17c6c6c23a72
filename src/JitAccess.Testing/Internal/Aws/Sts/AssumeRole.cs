using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Aws.Sts;

/// <summary><c>AssumeRole</c>: from a user's key, or from a role's session, which chains the roles.</summary>
internal sealed class AssumeRole(AwsState state)
{
    private static readonly TimeSpan LongestInChain = TimeSpan.FromHours(1);

    public EmulatorReply Execute(StsParameters parameters, AwsSession caller)
    {
        var arn = parameters.RoleArn();
        var sessionName = parameters.SessionName();
        var duration = parameters.Duration();
        var policy = parameters.Policy();
        var tags = parameters.Tags();
        var sourceIdentity = parameters.Name("SourceIdentity");
        if (caller.IsDenied)
            throw Denied(caller, "AssumeRole", arn, " with an explicit deny in an identity-based policy");
        if (state.Role(arn.Text) is not { } entry || !IsTrusted(entry.Role, caller) || !KnowsExternalId(entry.Role, parameters))
            throw Denied(caller, "AssumeRole", arn);
        if (parameters["SerialNumber"] is not null || parameters["TokenCode"] is not null)
            throw new AwsRefusalException(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        if (caller.IsRole && duration > LongestInChain)
            throw new AwsRefusalException(400, "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
        RoleDuration.Judge(entry, duration);
        var session = state.Issue(new SessionOrder(entry, sessionName, duration)
        {
            Policy = policy,
            SourceIdentity = SourceIdentity(entry, caller, sourceIdentity, arn),
            TransitiveTags = Transitive(entry, caller, tags, parameters.TransitiveTagKeys(), arn),
        });
        return StsXml.Result(
            "AssumeRole", StsXml.Credentials(session), StsXml.AssumedRoleUser(session), StsXml.Optional("SourceIdentity", session.SourceIdentity));
    }

    private static AwsRefusalException Denied(AwsSession caller, string operation, AwsArn role, string why = "") =>
        new(403, "AccessDenied", $"User: {caller.Arn} is not authorized to perform: sts:{operation} on resource: {role.Text}{why}");

    private static bool IsTrusted(AwsEmulatorRole role, AwsSession caller) => role.TrustedPrincipals.Any(trusted =>
        trusted == caller.Arn || trusted == caller.Principal.Text || trusted == $"arn:{caller.Principal.Partition}:iam::{caller.Principal.Account}:root");

    private static bool KnowsExternalId(AwsEmulatorRole role, StsParameters parameters) => role.ExternalId is null || parameters["ExternalId"] == role.ExternalId;

    // Once set it stays along the chain; that is what it is for.
    private static string? SourceIdentity(RoleEntry entry, AwsSession caller, string? asked, AwsArn arn)
    {
        if ((caller.SourceIdentity ?? asked) is not { } identity)
            return null;
        if (!entry.Role.AllowsSourceIdentity || (asked is not null && asked != identity))
            throw Denied(caller, "SetSourceIdentity", arn);
        return identity;
    }

    private static Dictionary<string, string> Transitive(
        RoleEntry entry, AwsSession caller, IReadOnlyDictionary<string, string> tags, IReadOnlyList<string> keys, AwsArn arn)
    {
        if ((tags.Count > 0 || caller.TransitiveTags.Count > 0) && !entry.Role.AllowsSessionTags)
            throw Denied(caller, "TagSession", arn);
        var result = new Dictionary<string, string>(caller.TransitiveTags, StringComparer.OrdinalIgnoreCase);
        if (tags.Keys.FirstOrDefault(result.ContainsKey) is { } taken)
            throw new AwsRefusalException(400, "InvalidParameterValue",
                $"One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session: {taken}.");
        foreach (var key in keys)
            result[key] = tags.TryGetValue(key, out var value)
                ? value
                : throw new AwsRefusalException(400, "InvalidParameterValue", "The specified transitive tag key must be included in the requested tags.");
        return result;
    }
}

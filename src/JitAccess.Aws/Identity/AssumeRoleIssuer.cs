using Amazon.SecurityToken.Model;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Identity;

/// <summary>Assumes a role with keys of another source.</summary>
/// <remarks>The session ends with whatever is left of those keys: that it would outlive them at AWS is no reason for access to.</remarks>
internal sealed class AssumeRoleIssuer(RoleSessionIdentity identity, RoleTerms terms, AssumeRoleTerms role, IAwsKeySource source, StsService sts)
    : StsSessionIssuer(identity, terms, sts)
{
    private AwsSigningCredentials? _refused; // one call at a time: the engine's

    public override async Task<AwsSigningCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        // STS may have refused the keys that asked, as after their session was revoked, and not what they asked for.
        var keys = await (_refused is null
            ? source.GetRecentAsync(cancellationToken)
            : source.GetAfterRefusalAsync(_refused, cancellationToken)).ConfigureAwait(false);
        _refused = keys;
        var request = new AssumeRoleRequest
        {
            RoleArn = Terms.RoleArn,
            RoleSessionName = role.SessionName,
            DurationSeconds = Terms.DurationSeconds,
            Policy = Terms.Policy,
            PolicyArns = Terms.PolicyDescriptors,
            ExternalId = role.ExternalId,
            SourceIdentity = role.SourceIdentity,
            Tags = role.Tags.Count == 0 ? null : [.. role.Tags.Select(static t => new Tag { Key = t.Key, Value = t.Value })],
            TransitiveTagKeys = role.Tags.Any(static t => t.IsTransitive) ? [.. role.Tags.Where(static t => t.IsTransitive).Select(static t => t.Key)] : null,
        };
        var session = await CallAsync(
            keys.ToSdk(),
            async (client, ct) => (await client.AssumeRoleAsync(request, ct).ConfigureAwait(false)).Credentials,
            $"AssumeRole for {Terms.RoleArn}", keys.Secrets(), keys.LinksOfSession, cancellationToken).ConfigureAwait(false);
        _refused = null;
        return session;
    }
}

using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Identity;

/// <summary>Exchanges a workload's token for a session, at STS.</summary>
internal sealed class WebIdentityIssuer(RoleSessionIdentity identity, RoleTerms terms, string sessionName, IWebTokenSource tokens, StsService sts)
    : StsSessionIssuer(identity, terms, sts)
{
    public override async Task<AwsSigningCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        var request = new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = Terms.RoleArn,
            RoleSessionName = sessionName,
            DurationSeconds = Terms.DurationSeconds,
            Policy = Terms.Policy,
            PolicyArns = Terms.PolicyDescriptors,
            WebIdentityToken = token.Reveal(),
        };
        return await CallAsync(
            new AnonymousAWSCredentials(),
            async (client, ct) => (await client.AssumeRoleWithWebIdentityAsync(request, ct).ConfigureAwait(false)).Credentials,
            $"AssumeRoleWithWebIdentity for {Terms.RoleArn}", token.Secrets(), [new AwsChainLink(tokens.Name, token.ExpiresAt)],
            cancellationToken).ConfigureAwait(false);
    }
}

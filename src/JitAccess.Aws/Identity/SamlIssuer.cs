using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Identity;

/// <summary>Exchanges a SAML response for a session, at STS.</summary>
internal sealed class SamlIssuer(
    RoleSessionIdentity identity, RoleTerms terms, string providerArn, string audience, SamlResponseSource source, StsService sts)
    : StsSessionIssuer(identity, terms, sts)
{
    public override async Task<AwsSigningCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        var text = await source.GetAsync(cancellationToken).ConfigureAwait(false);
        var response = SamlResponse.Require(text, source.Origin, Terms.RoleArn, providerArn, audience, Time.GetUtcNow());
        var request = new AssumeRoleWithSAMLRequest
        {
            RoleArn = Terms.RoleArn,
            PrincipalArn = providerArn,
            DurationSeconds = Terms.DurationSeconds,
            Policy = Terms.Policy,
            PolicyArns = Terms.PolicyDescriptors,
            SAMLAssertion = response.Reveal(),
        };

        // The response itself ends within minutes, and is used once; what lasts is the sign-in that it speaks of.
        return await CallAsync(
            new AnonymousAWSCredentials(),
            async (client, ct) => (await client.AssumeRoleWithSAMLAsync(request, ct).ConfigureAwait(false)).Credentials,
            $"AssumeRoleWithSAML for {Terms.RoleArn}", [response.Reveal()],
            response.SessionEnd is { } end ? [new AwsChainLink("SAML sign-in", end)] : [], cancellationToken).ConfigureAwait(false);
    }
}

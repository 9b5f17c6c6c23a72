using Amazon.Runtime;
using Amazon.SecurityToken;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Identity;

/// <summary>Asks STS for sessions: what its ways of assuming a role have in common.</summary>
internal abstract class StsSessionIssuer(RoleSessionIdentity identity, RoleTerms terms, StsService sts) : RoleSessionIssuer(identity, sts.Address)
{
    protected RoleTerms Terms { get; } = terms;

    protected TimeProvider Time => sts.Time;

    /// <summary>Calls STS once.</summary>
    /// <param name="credentials">Who signs the call.</param>
    /// <param name="call">The call.</param>
    /// <param name="what">What it is, as the subject of a sentence.</param>
    /// <param name="secrets">What is sent and must not be repeated.</param>
    /// <param name="links">What the session will hang on.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    protected async Task<AwsSigningCredentials> CallAsync(
        AWSCredentials credentials, Func<AmazonSecurityTokenServiceClient, CancellationToken, Task<Amazon.SecurityToken.Model.Credentials>> call,
        string what, IReadOnlyList<string> secrets, IReadOnlyList<AwsChainLink> links, CancellationToken cancellationToken)
    {
        var asked = Time.GetUtcNow();
        using var client = new AmazonSecurityTokenServiceClient(credentials, sts.Config);
        try
        {
            var issued = await call(client, cancellationToken).ConfigureAwait(false);

            // By whichever clock it ends first: that of AWS says when, and ours how long it may be.
            DateTimeOffset end = issued.Expiration!.Value.ToUniversalTime();
            if (asked + Terms.Duration < end)
                end = asked + Terms.Duration;
            IReadOnlyList<AwsChainLink> all = [.. links, new AwsChainLink($"STS role {Terms.RoleName}", end)];
            return new AwsSigningCredentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken, AwsChain.EndOf(all)) { Links = all };
        }
        catch (Exception e) when (e is not JitProviderException && !cancellationToken.IsCancellationRequested)
        {
            var error = StsFailures.Map(e, what, secrets, Time.GetUtcNow());
            throw links.Count == 0 ? error : new JitProviderException(
                error.Kind, $"{error.Message} It hangs on: {AwsChain.Describe(links, Time.GetUtcNow())}.", error.InnerException, error.RetryAfter);
        }
        finally
        {
            sts.Clock.Observe(sts.Address.ToString());
        }
    }
}

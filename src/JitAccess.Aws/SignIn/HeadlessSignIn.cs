using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Identity;

namespace JitAccess.Aws.SignIn;

/// <summary>Signs in without a person: a JWT of an issuer that Identity Center trusts, exchanged by a call that AWS credentials sign.</summary>
internal sealed class HeadlessSignIn(
    AmazonSSOOIDCConfig config, string applicationArn, IWebTokenSource tokens, IAwsKeySource signer, IdentityCenterSettings settings, TimeProvider time)
    : ISsoTokenSource
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public async Task<SsoToken> GetAsync(SsoToken? refused, CancellationToken cancellationToken)
    {
        var keys = await signer.GetRecentAsync(cancellationToken).ConfigureAwait(false);
        var jwt = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        var request = new CreateTokenWithIAMRequest { ClientId = applicationArn, GrantType = Grant, Assertion = jwt.Reveal(), Scope = [SsoService.Scope] };
        var asked = time.GetUtcNow();
        using var client = new AmazonSSOOIDCClient(keys.ToSdk(), config);
        try
        {
            var answer = await client.CreateTokenWithIAMAsync(request, cancellationToken).ConfigureAwait(false);
            return new SsoToken(answer.AccessToken, asked.AddSeconds(answer.ExpiresIn ?? 0)) { Before = [.. keys.IsLongLived ? keys.LinksOfSession : keys.Links, new AwsChainLink(tokens.Name, jwt.ExpiresAt)] };
        }
        catch (Exception e) when (e is not JitProviderException && !cancellationToken.IsCancellationRequested)
        {
            throw SsoFailures.OfExchange(e, settings, applicationArn, [.. jwt.Secrets(), .. keys.Secrets()], time.GetUtcNow());
        }
    }
}

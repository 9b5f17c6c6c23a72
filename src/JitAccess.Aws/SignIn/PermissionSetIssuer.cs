using System.Globalization;
using Amazon.Runtime;
using Amazon.SSO;
using Amazon.SSO.Model;
using JitAccess.Aws.Identity;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.SignIn;

/// <summary>Fetches the credentials of a permission set for who is signed in.</summary>
internal sealed class PermissionSetIssuer(
    RoleSessionIdentity identity, IdentityCenterSettings settings, ISsoTokenSource signIn, AmazonSSOConfig portal, TimeSpan maxDuration, TimeProvider time)
    : RoleSessionIssuer(identity, AwsClientSettings.Address(portal, new GetRoleCredentialsRequest()))
{
    // The portal's clock and ours; a session is not refused for a minute.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public override async Task<AwsSigningCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        var token = await signIn.GetAsync(refused: null, cancellationToken).ConfigureAwait(false);
        if (await FetchAsync(token, cancellationToken).ConfigureAwait(false) is { } first)
            return first;

        // Signed out in the meantime, by the CLI or an administrator; somebody may have signed in again.
        var other = await signIn.GetAsync(token, cancellationToken).ConfigureAwait(false);
        return await FetchAsync(other, cancellationToken).ConfigureAwait(false) ?? throw new JitProviderException(
            JitProviderErrorKind.Denied, $"The sign-in to IAM Identity Center at {settings.StartUrl} has been ended. Run '{settings.SignInCommand}'.");
    }

    private async Task<AwsSigningCredentials?> FetchAsync(SsoToken token, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        using var client = new AmazonSSOClient(new AnonymousAWSCredentials(), portal);
        try
        {
            var request = new GetRoleCredentialsRequest
            {
                AccessToken = token.RevealAccessToken(),
                AccountId = settings.AccountId,
                RoleName = settings.PermissionSet,
            };
            var issued = (await client.GetRoleCredentialsAsync(request, cancellationToken).ConfigureAwait(false)).RoleCredentials;
            var end = DateTimeOffset.FromUnixTimeMilliseconds(issued.Expiration ?? 0);
            Require(end - asked);
            IReadOnlyList<AwsChainLink> links = [.. token.Before, token.Link, new AwsChainLink($"permission set {settings.PermissionSet}", end)];
            return new AwsSigningCredentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken, AwsChain.EndOf(links)) { Links = links };
        }
        catch (Exception e) when (SsoFailures.IsSignedOut(e))
        {
            return null;
        }
        catch (Exception e) when (e is not JitProviderException && !cancellationToken.IsCancellationRequested)
        {
            throw SsoFailures.OfPortal(e, settings, token.Secrets(), time.GetUtcNow());
        }
    }

    // The portal lets nobody ask for less than the permission set gives; all that is left is not to use it.
    private void Require(TimeSpan duration)
    {
        if (duration > maxDuration + Tolerance)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                string.Create(CultureInfo.InvariantCulture,
                    $"Sessions of permission set '{settings.PermissionSet}' last {duration:c}, and {nameof(AwsIdentityOptions.MaxSessionDuration)} is {maxDuration:c}. They are not used; ")
                + "have the permission set's session duration shortened, or raise the limit.");
    }
}

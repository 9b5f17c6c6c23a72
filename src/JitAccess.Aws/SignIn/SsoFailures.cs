using Amazon.Runtime;
using Amazon.SSOOIDC.Model;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;

namespace JitAccess.Aws.SignIn;

/// <summary>Says what a failed call of Identity Center means, and what to do.</summary>
internal static class SsoFailures
{
    public static Exception OfSignIn(Exception exception, IdentityCenterSettings settings, IReadOnlyList<string> secrets, DateTimeOffset now) =>
        exception switch
        {
            AuthorizationPendingException => new OAuthPendingException(OAuthAnswer.Pending),
            SlowDownException => new OAuthPendingException(OAuthAnswer.SlowDown),
            InvalidGrantException or ExpiredTokenException or InvalidClientException or UnauthorizedClientException => new OAuthPendingException(OAuthAnswer.Ended),
            _ => Map(exception, $"Signing in to IAM Identity Center at {settings.StartUrl}", "compare StartUrl and Region with those of the instance", secrets, now),
        };

    /// <summary>Maps a failure of the access portal, whose answer about the sign-in itself is <see cref="IsSignedOut"/>.</summary>
    public static JitProviderException OfPortal(Exception exception, IdentityCenterSettings settings, IReadOnlyList<string> secrets, DateTimeOffset now) => Map(
        exception, $"Permission set '{settings.PermissionSet}' of account {settings.AccountId} gave no credentials",
        "the person who is signed in is not assigned to it, or no longer", secrets, now);

    public static JitProviderException OfExchange(
        Exception exception, IdentityCenterSettings settings, string applicationArn, IReadOnlyList<string> secrets, DateTimeOffset now) => Map(
        exception, $"CreateTokenWithIAM for {applicationArn} at {settings.StartUrl} failed",
        "compare the trusted token issuer, the audience and the principals of the application; each JWT is taken once", secrets, now);

    public static bool IsSignedOut(Exception exception) => exception is Amazon.SSO.Model.UnauthorizedException;

    private static JitProviderException Map(Exception exception, string what, string denied, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var refusal = AwsCredentialErrors.Find<AmazonServiceException>(exception);
        var (kind, meaning) = refusal switch
        {
            _ when AwsCredentialErrors.IsTransport(exception) => (JitProviderErrorKind.Transient, "Identity Center could not be reached in time"),
            null => (JitProviderErrorKind.Transient, $"the AWS SDK failed ({exception.GetType().Name})"),
            _ when AwsCredentialErrors.IsTransient(refusal) => (JitProviderErrorKind.Transient, "Identity Center can't answer at this time"),
            _ => (JitProviderErrorKind.Denied, denied),
        };
        var said = refusal is null ? "" : $" ({(int)refusal.StatusCode} {refusal.ErrorCode}: {ServerText.Clean(refusal.Message, secrets)})";
        var skew = ClockSkew.Describe(exception, refusal, now);
        return new JitProviderException(
            kind, $"{what}: {meaning}{said}.{(skew is null ? "" : " " + skew)}", ServerText.Safe(exception, secrets), AwsErrorResponse.RetryAfter(exception));
    }
}

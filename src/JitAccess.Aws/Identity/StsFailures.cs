using Amazon.Runtime;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;

namespace JitAccess.Aws.Identity;

/// <summary>Says what a failed call of STS means, and what to do.</summary>
internal static class StsFailures
{
    /// <param name="exception">What the SDK threw.</param>
    /// <param name="what">What was asked for, as the subject of a sentence.</param>
    /// <param name="secrets">What was sent and must not be repeated.</param>
    /// <param name="now">The time.</param>
    public static JitProviderException Map(Exception exception, string what, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var refusal = AwsCredentialErrors.Find<AmazonServiceException>(exception);
        var (kind, meaning) = refusal switch
        {
            _ when AwsCredentialErrors.IsTransport(exception) => (JitProviderErrorKind.Transient, "STS could not be reached in time"),
            null => (JitProviderErrorKind.Transient, $"the AWS SDK failed ({exception.GetType().Name})"),
            _ when AwsCredentialErrors.IsTransient(refusal) => (JitProviderErrorKind.Transient, "STS can't answer at this time"),
            { ErrorCode: "ExpiredTokenException" or "ExpiredToken" } =>
                (JitProviderErrorKind.Transient, "what was sent has ended; whoever issues it must replace it in time"),
            { ErrorCode: "InvalidIdentityToken" or "IDPRejectedClaim" } =>
                (JitProviderErrorKind.Denied, "compare issuer, audience and keys of what was sent with the identity provider in IAM"),
            { ErrorCode: "ValidationError" or "MalformedPolicyDocument" or "PackedPolicyTooLarge" or "InvalidParameterValue" } =>
                (JitProviderErrorKind.Misconfigured, "STS finds the request wrong: look at SessionDuration, which the role's own limit bounds, at the session policy and at the tags"),
            { ErrorCode: "RegionDisabledException" } => (JitProviderErrorKind.Misconfigured, "STS is off in this region for the account; set StsRegion"),
            _ => (JitProviderErrorKind.Denied, "check the role's trust policy and the identity that assumes it"),
        };
        var said = refusal is null ? "" : $" ({(int)refusal.StatusCode} {refusal.ErrorCode}: {ServerText.Clean(refusal.Message, secrets)})";
        var skew = ClockSkew.Describe(exception, refusal, now);
        return new JitProviderException(
            kind, $"{what} failed: {meaning}{said}.{(skew is null ? "" : " " + skew)}", ServerText.Safe(exception, secrets), AwsErrorResponse.RetryAfter(exception));
    }
}

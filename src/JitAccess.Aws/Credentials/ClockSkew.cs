using Amazon.Runtime;

namespace JitAccess.Aws.Credentials;

/// <summary>Notices that this machine's clock and that of AWS differ, and says so with both times.</summary>
/// <remarks>The SDK corrects its own requests by the difference, silently. A database token is signed by this machine's clock, and the
/// database corrects nothing; whoever corrected only here would hide the cause from everything else on the machine. This is about refusals; what the
/// SDK learned and corrected, <see cref="AwsClock"/> tells.</remarks>
internal static class ClockSkew
{
    // A token lives for minutes and a header has whole seconds: less is delay on the way, or does no harm.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>Returns what is wrong with the clock, if the answer shows it.</summary>
    /// <param name="exception">What the SDK threw.</param>
    /// <param name="service">The service's refusal in it, if there is one.</param>
    /// <param name="now">This machine's time.</param>
    public static string? Describe(Exception exception, AmazonServiceException? service, DateTimeOffset now)
    {
        if (AwsErrorResponse.Date(exception) is { } date)
        {
            var difference = now - date;
            if (difference.Duration() <= Tolerance)
                return null;
            return $"The clock of this machine says {now:O} and that of AWS {date:O}: it is {difference.Duration():c} "
                + $"{(difference > TimeSpan.Zero ? "ahead" : "behind")}. Tokens signed by it are refused; synchronise it (NTP).";
        }

        return service is not null && IsAboutTime(service)
            ? $"AWS finds the time of the request wrong; the clock of this machine says {now:O}. Compare it with another, and synchronise it "
              + "(NTP)."
            : null;
    }

    private static bool IsAboutTime(AmazonServiceException service) =>
        service.ErrorCode is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture"
        // These codes stand for a wrong key as well; of the time speaks only the text.
        || (service.ErrorCode is "SignatureDoesNotMatch" or "InvalidSignatureException" or "InvalidSignature" or "AuthFailure"
            && (service.Message.Contains("Signature expired", StringComparison.OrdinalIgnoreCase)
                || service.Message.Contains("Signature not yet current", StringComparison.OrdinalIgnoreCase)));
}

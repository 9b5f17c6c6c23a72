using System.Globalization;
using System.Net.Http.Headers;
using Amazon.Runtime.Internal;

namespace JitAccess.Aws.Credentials;

/// <summary>What the headers of a service's refusal tell, where the SDK shows them: for STS and Identity Center, not for metadata.</summary>
internal static class AwsErrorResponse
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    /// <summary>Returns how long the service asked to wait, if it did; no longer than anybody would want to.</summary>
    public static TimeSpan? RetryAfter(Exception exception) =>
        Header(exception, "Retry-After") is { } text && RetryConditionHeaderValue.TryParse(text, out var parsed) && parsed.Delta is { } delay
            ? TimeSpan.FromTicks(Math.Min(delay.Ticks, MaxDelay.Ticks))
            : null;

    /// <summary>Returns the time of the service's clock.</summary>
    public static DateTimeOffset? Date(Exception exception) =>
        DateTimeOffset.TryParseExact(Header(exception, "Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;

    private static string? Header(Exception exception, string name)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is HttpErrorResponseException { Response: { } response } && response.IsHeaderPresent(name))
                return response.GetHeaderValue(name);
        }

        return null;
    }
}

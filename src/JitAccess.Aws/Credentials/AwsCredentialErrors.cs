using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using JitAccess.Aws.Internal;

namespace JitAccess.Aws.Credentials;

/// <summary>Turns what the SDK throws into errors that say whether to try again, and what to do.</summary>
/// <remarks>The SDK has one exception type for nearly everything. What decides is therefore the kind of credentials in use, the service's
/// status, and whether the network failed; the text of a message never does, unless it is
/// about the time.</remarks>
internal static class AwsCredentialErrors
{
    public static JitProviderException Map(
        Exception exception, AwsCredentialOrigin origin, AWSCredentials? resolved, bool hasSucceeded, DateTimeOffset now)
    {
        var refusal = Find<AmazonServiceException>(exception);
        var skew = ClockSkew.Describe(exception, refusal, now);
        var (kind, message) = (refusal, resolved) switch
        {
            _ when IsTransport(exception) => Unreachable(origin),
            ({ } service, _) when IsTransient(service) => (JitProviderErrorKind.Transient,
                $"AWS could not hand out credentials for {origin} at this time ({Describe(service)})."),
            ({ } service, not null) when UsesSso(resolved) => (JitProviderErrorKind.Denied,
                $"IAM Identity Center refused credentials for {origin} ({Describe(service)}). If the session has ended, run "
                + $"'{LoginCommand(origin)}'; if not, the permission set is no longer assigned."),
            ({ } service, _) => (JitProviderErrorKind.Denied,
                $"AWS refused credentials for {origin} ({Describe(service)}). Check the role's trust policy and the identity "
                + "that assumes it."),
            (null, null) => NotResolved(exception, origin, hasSucceeded),
            (null, not null) when UsesSso(resolved) && Find<AmazonClientException>(exception) is not null => NoSsoSession(origin),
            _ when Find<ProcessAWSCredentialException>(exception) is not null => (JitProviderErrorKind.Transient,
                $"The credential_process of {origin} failed. Run its command by hand to see why."),
            _ when IsConfiguration(exception) => (JitProviderErrorKind.Misconfigured,
                $"The credentials of {origin} can't be used: {Text(exception.Message)}"),
            _ => (JitProviderErrorKind.Transient, $"{Capitalised(origin)} gave no credentials: {Text(exception.Message)}"),
        };
        return new JitProviderException(
            kind, skew is null ? message : $"{message} {skew}", exception, AwsErrorResponse.RetryAfter(exception));
    }

    private static (JitProviderErrorKind Kind, string Message) Unreachable(AwsCredentialOrigin origin) => (JitProviderErrorKind.Transient,
        $"The issuer of {origin} could not be reached in time. It is a service of AWS, or the metadata endpoint of the instance "
        + "or container.");

    private static (JitProviderErrorKind Kind, string Message) NotResolved(
        Exception exception, AwsCredentialOrigin origin, bool hasSucceeded) => origin.Kind switch
        {
            // Of a profile whose session is not in the cache the SDK says no more than "This type of profile is not allowed here".
            AwsCredentialOriginKind.Profile when exception is InvalidOperationException && origin.IsSsoProfile() => NoSsoSession(origin),
            AwsCredentialOriginKind.Profile => (JitProviderErrorKind.Misconfigured,
                $"{Capitalised(origin)} can't be used: {Text(exception.Message)} "
                + "'aws configure list-profiles' shows the profiles there are."),
            // It worked before, so this machine has credentials; most likely instance metadata does not answer.
            _ when hasSucceeded => Unreachable(origin),
            _ when Find<ProfileNotFoundException>(exception) is not null => (JitProviderErrorKind.Misconfigured,
                $"{Text(exception.Message)} AWS_PROFILE names it; 'aws configure list-profiles' shows the profiles there are."),
            _ => (JitProviderErrorKind.Misconfigured,
                $"{Capitalised(origin)} found no credentials. On a laptop run '{LoginCommand(origin)}' or set Profile; on EC2, ECS or EKS "
                + "attach a role, and see that the metadata endpoint answers. What was tried is in the inner exception."),
        };

    private static (JitProviderErrorKind Kind, string Message) NoSsoSession(AwsCredentialOrigin origin) => (JitProviderErrorKind.Denied,
        $"The IAM Identity Center session of {origin} has ended or was never begun. Run '{LoginCommand(origin)}'.");

    private static string LoginCommand(AwsCredentialOrigin origin) => origin.Kind switch
    {
        // Which profile the object in code belongs to, if any, nobody can tell.
        AwsCredentialOriginKind.Instance => "aws sso login",
        _ => $"aws sso login --profile {origin.Profile ?? DefaultAWSCredentialsIdentityResolver.GetProfileName()}",
    };

    private static bool UsesSso(AWSCredentials credentials) =>
        credentials is SSOAWSCredentials || (credentials is AssumeRoleAWSCredentials role && UsesSso(role.SourceCredentials));

    public static bool IsTransient(AmazonServiceException exception) =>
        exception.Retryable is not null
        || exception.StatusCode is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or >= HttpStatusCode.InternalServerError
        || exception.ErrorCode is "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequestsException"
            or "IDPCommunicationError";

    public static bool IsTransport(Exception exception) =>
        Find<HttpRequestException>(exception) is not null || Find<SocketException>(exception) is not null
        || Find<TimeoutException>(exception) is not null || Find<OperationCanceledException>(exception) is not null;

    private static bool IsConfiguration(Exception exception) =>
        exception is InvalidOperationException or ArgumentException or NotSupportedException or InvalidDataException
            or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException;

    public static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is T found)
                return found;
        }

        return null;
    }

    private static string Describe(AmazonServiceException exception) =>
        exception.StatusCode == 0
            ? Text(exception.Message)
            : $"{(int)exception.StatusCode} {exception.ErrorCode}: {Text(exception.Message)}";

    private static string Text(string message) => ServerText.Clean(message);

    private static string Capitalised(AwsCredentialOrigin origin) => char.ToUpperInvariant(origin.ToString()[0]) + origin.ToString()[1..];
}

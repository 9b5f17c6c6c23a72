using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using JitAccess.Aws.Credentials;

namespace JitAccess.Aws.Tests.Credentials;

public sealed class AwsCredentialErrorsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly AwsCredentialOrigin Profile = AwsCredentialOrigin.FromProfile("dev");
    private static readonly AWSCredentials Sso = new SSOAWSCredentials("123456789012", "eu-west-1", "Developer", "https://example.awsapps.com/start");
    private static readonly AWSCredentials Role = new AssumeRoleAWSCredentials(new AnonymousAWSCredentials(), "arn:aws:iam::123456789012:role/app", "s");
    private static readonly AWSCredentials RoleBySso = new AssumeRoleAWSCredentials(Sso, "arn:aws:iam::123456789012:role/app", "s");

    [Fact]
    public void Map_SsoSessionEnded_IsDeniedWithTheCommand()
    {
        var error = Map(new AmazonClientException("SSO Token has expired and can not be refreshed"), Profile, Sso);

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("'aws sso login --profile dev'");
        error.InnerException.ShouldBeOfType<AmazonClientException>();
    }

    [Fact]
    public void Map_SsoSessionEndedBehindARole_IsDeniedWithTheCommand()
    {
        var error = Map(new AmazonClientException("Error calling AssumeRole", new AmazonClientException("No valid SSO Token")), Profile, RoleBySso);

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("'aws sso login --profile dev'");
    }

    [Fact]
    public void Map_SsoSessionOfAnObjectEnded_NamesNoProfile() =>
        Map(new AmazonClientException("No valid SSO Token could be found."), AwsCredentialOrigin.FromInstance(Sso), Sso)
            .Message.ShouldEndWith("Run 'aws sso login'.");

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public void Map_SsoRefuses_IsDeniedWithTheCommand(HttpStatusCode status)
    {
        var error = Map(Service(status, "UnauthorizedException", "Session token not found or invalid"), Profile, Sso);

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("'aws sso login --profile dev'");
        error.Message.ShouldContain("Session token not found or invalid");
    }

    [Fact]
    public void Map_StsRefuses_IsDeniedWithItsText()
    {
        var sts = Service(HttpStatusCode.Forbidden, "AccessDenied", "User: arn:aws:sts::1:x is not authorized to perform: sts:AssumeRole");

        var error = Map(new AmazonClientException("Error calling AssumeRole for role", sts), Profile, Role);

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("403 AccessDenied: User: arn:aws:sts::1:x is not authorized to perform: sts:AssumeRole");
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "Throttling")]
    [InlineData(HttpStatusCode.BadRequest, "RequestLimitExceeded")]
    [InlineData(HttpStatusCode.BadRequest, "IDPCommunicationError")]
    [InlineData(HttpStatusCode.TooManyRequests, "TooManyRequestsException")]
    [InlineData(HttpStatusCode.InternalServerError, "InternalFailure")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable")]
    [InlineData((HttpStatusCode)0, null)]
    public void Map_ServiceBusyOrAway_IsTransient(HttpStatusCode status, string? code)
    {
        var service = Service(status, code, "try later");

        Map(service, Profile, Role).Kind.ShouldBe(JitProviderErrorKind.Transient);
        Map(new AmazonClientException("wrapped", service), Profile, Sso).Kind.ShouldBe(JitProviderErrorKind.Transient);
    }

    [Fact]
    public void Map_NetworkFails_IsTransientWhateverWrapsIt()
    {
        foreach (var network in new Exception[] { new HttpRequestException("x"), new SocketException(111), new TimeoutException(), new TaskCanceledException() })
        {
            Map(network, Profile, Role).Kind.ShouldBe(JitProviderErrorKind.Transient);
            Map(new AmazonClientException("SSO Token has expired and failed to refresh", network), Profile, Sso).Kind.ShouldBe(JitProviderErrorKind.Transient);
            Map(new AmazonServiceException("Unable to reach credentials server", network), AwsCredentialOrigin.DefaultChain, Role)
                .Kind.ShouldBe(JitProviderErrorKind.Transient);
        }
    }

    [Fact]
    public void Map_ProfileMissing_IsMisconfiguredAndNamesIt()
    {
        var error = Map(new AmazonClientException("Unable to find the \"dev\" profile specified in the client configuration."), Profile, null);

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("AWS profile 'dev'");
        error.Message.ShouldContain("aws configure list-profiles");
    }

    [Fact]
    public void Map_DefaultChainNamesMissingProfile_IsMisconfigured()
    {
        var error = Map(new ProfileNotFoundException("Unable to find the \"x\" profile."), AwsCredentialOrigin.DefaultChain, null);

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("AWS_PROFILE");
    }

    [Fact]
    public void Map_ChainFindsNothing_IsMisconfiguredWithRemedy()
    {
        var error = Map(new AmazonClientException("Failed to resolve AWS credentials."), AwsCredentialOrigin.DefaultChain, null);

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("aws sso login");
        error.Message.ShouldContain("attach a role");
    }

    [Fact]
    public void Map_ChainFindsNothingWhereItDidBefore_IsTransient() =>
        AwsCredentialErrors.Map(new AmazonClientException("Failed"), AwsCredentialOrigin.DefaultChain, null, hasSucceeded: true, Now)
            .Kind.ShouldBe(JitProviderErrorKind.Transient);

    [Fact]
    public void Map_CredentialProcessFails_IsTransient() =>
        Map(new ProcessAWSCredentialException("exit code 1"), Profile, new AnonymousAWSCredentials()).Message.ShouldContain("credential_process");

    [Fact]
    public void Map_ObjectCannotWork_IsMisconfigured()
    {
        foreach (var exception in new Exception[] { new InvalidOperationException("Assembly AWSSDK.X could not be found"), new FileNotFoundException("token file") })
            Map(exception, Profile, Role).Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
    }

    [Fact]
    public void Map_Anything_IsTransient() => Map(new IOException("broken"), Profile, Role).Kind.ShouldBe(JitProviderErrorKind.Transient);

    [Fact]
    public void Map_LongTextWithControlCharacters_IsCutAndOnOneLine()
    {
        var error = Map(Service(HttpStatusCode.Forbidden, "AccessDenied", "a\r\nb\u001b[31m" + new string('x', 5_000)), Profile, Role);

        error.Message.Length.ShouldBeLessThan(1_000);
        error.Message.ShouldNotContain("\n");
        error.Message.ShouldNotContain("\u001b");
    }

    private static JitProviderException Map(Exception exception, AwsCredentialOrigin origin, AWSCredentials? resolved) =>
        AwsCredentialErrors.Map(exception, origin, resolved, hasSucceeded: false, Now);

    private static AmazonServiceException Service(HttpStatusCode status, string? code, string message) =>
        new(message) { StatusCode = status, ErrorCode = code };
}

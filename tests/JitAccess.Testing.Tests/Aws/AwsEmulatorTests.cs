using System.Net;
using System.Security.Authentication;
using Amazon.SecurityToken;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>The servers themselves: where they listen, by whom they are trusted, how they fail.</summary>
public sealed class AwsEmulatorTests
{
    private static CancellationToken Cancellation => AwsScene.Cancellation;

    [Fact]
    public async Task Start_OnEveryNetwork_IsRefused()
    {
        (await Should.ThrowAsync<ArgumentException>(() => AwsEmulator.StartAsync(new() { ListenAddress = IPAddress.Any }, Cancellation)))
            .Message.ShouldContain("ListenAddress is 0.0.0.0");
        await Should.ThrowAsync<ArgumentException>(() => EntraEmulator.StartAsync(new() { ListenAddress = IPAddress.IPv6Any }, Cancellation));
    }

    [Fact]
    public async Task Start_OnAPortThatIsTaken_LeavesNothingBehind()
    {
        await using var aws = await AwsEmulator.StartAsync(new() { UsesPlainHttp = true }, Cancellation);

        await Should.ThrowAsync<IOException>(() => AwsEmulator.StartAsync(new() { UsesPlainHttp = true, Port = aws.Sts.Address.Port }, Cancellation));
    }

    [Fact]
    public async Task Tls_ByDefault_IsTrustedByItsOwnAuthorityOnly()
    {
        await using var scene = await AwsScene.StartAsync(o => o.UsesPlainHttp = false);
        using var stranger = new HttpClient();

        var caller = await scene.Sts().GetCallerIdentityAsync(new(), Cancellation);
        var error = await Should.ThrowAsync<HttpRequestException>(() => stranger.GetAsync(scene.Aws.Sts.Address, Cancellation));

        caller.Arn.ShouldBe(AwsScene.UserArn);
        error.InnerException.ShouldBeOfType<AuthenticationException>();
        (await File.ReadAllTextAsync(scene.Aws.RootCertificatePath!, Cancellation)).ShouldBe(scene.Aws.CertificatePem);
        foreach (var endpoint in (EmulatorEndpoint[])[scene.Aws.Sts, scene.Aws.IdentityCenter.Oidc, scene.Aws.IdentityCenter.Portal])
            endpoint.Address.Scheme.ShouldBe("https");
    }

    [Fact]
    public async Task Tls_OfTheIssuer_IsVerifiedWhenItsKeysAreFetched()
    {
        await using var scene = await AwsScene.StartAsync();
        await using var entra = await EntraEmulator.StartAsync(new() { TimeProvider = scene.Time }, Cancellation);
        var token = entra.CreateToken(new() { Audience = "a", Subject = "s" });
        var untrusted = scene.Aws.AddOidcProvider("111111111111", entra.Issuer, ["a"]);
        var trusted = scene.Aws.AddOidcProvider("222222222222", entra.Issuer, ["a"], entra.CertificatePem);
        scene.Aws.WriteRole("arn:aws:iam::111111111111:role/orders", new() { TrustedWebIdentities = { new(untrusted) } });
        scene.Aws.WriteRole("arn:aws:iam::222222222222:role/orders", new() { TrustedWebIdentities = { new(trusted) } });
        var sts = scene.Sts(new Amazon.Runtime.AnonymousAWSCredentials());

        await Should.ThrowAsync<Amazon.SecurityToken.Model.InvalidIdentityTokenException>(() => AssumeAsync("111111111111"));
        (await AssumeAsync("222222222222")).Credentials.ShouldNotBeNull();
        Should.Throw<ArgumentException>(() => scene.Aws.AddOidcProvider("333333333333", new Uri("http://issuer.example.com/"), ["a"]));
        Should.Throw<ArgumentException>(() => scene.Aws.AddOidcProvider("222222222222", entra.Issuer, ["a"], entra.CertificatePem));

        Task<Amazon.SecurityToken.Model.AssumeRoleWithWebIdentityResponse> AssumeAsync(string account) => sts.AssumeRoleWithWebIdentityAsync(
            new() { RoleArn = $"arn:aws:iam::{account}:role/orders", RoleSessionName = "worker", WebIdentityToken = token }, Cancellation);
    }

    [Fact]
    public async Task Faults_OfSts_AreThoseOfAws()
    {
        await using var scene = await AwsScene.StartAsync();
        var sts = scene.Sts();
        scene.Aws.Sts.Faults.Throttle(1);
        var throttled = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => CallAsync());
        scene.Aws.Sts.Faults.RefusesWith = 503;
        var down = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => CallAsync());
        scene.Aws.Sts.Faults.RefusesWith = null;
        scene.Aws.Sts.Faults.Throttle(1, "AssumeRole");

        await CallAsync();

        (throttled.ErrorCode, throttled.Message, throttled.StatusCode).ShouldBe(("Throttling", "Rate exceeded", HttpStatusCode.BadRequest));
        (down.ErrorCode, down.StatusCode).ShouldBe(("ServiceUnavailable", HttpStatusCode.ServiceUnavailable));
        scene.Aws.Sts.Requests.Select(static r => r.Error).ShouldBe(["Throttling", "ServiceUnavailable", null]);

        Task CallAsync() => sts.GetCallerIdentityAsync(new(), Cancellation);
    }

    [Fact]
    public async Task Faults_ThatDelay_WaitByTheEmulatorsClock()
    {
        await using var scene = await AwsScene.StartAsync();
        scene.Aws.Sts.Faults.AnswerDelay = TimeSpan.FromMinutes(1);

        var call = scene.Sts().GetCallerIdentityAsync(new(), Cancellation);
        await Local.UntilAsync(() => scene.Aws.Sts.Requests.Count == 1, "the request was not executed");
        call.IsCompleted.ShouldBeFalse();
        await Local.UntilAsync(
            () =>
            {
                scene.Time.Advance(TimeSpan.FromMinutes(1)); // again until the wait has begun
                return call.IsCompleted;
            },
            "the answer did not come");

        (await call).Arn.ShouldBe(AwsScene.UserArn);
    }

    [Fact]
    public async Task Faults_ThatLoseAnswers_LetTheRequestBeExecuted()
    {
        await using var scene = await AwsScene.StartAsync();
        var call = new SignedCall(scene.UserKey, scene.Time.GetUtcNow(), scene.Aws.Region, "sts") { Body = "Action=GetCallerIdentity&Version=2011-06-15" };
        scene.Aws.Sts.Faults.LoseAnswers(1, static r => r.Operation == "GetCallerIdentity");

        await Should.ThrowAsync<HttpRequestException>(() => call.SendAsync(scene.Http(), scene.Aws.Sts.Address));

        scene.Aws.Sts.CountServed("GetCallerIdentity").ShouldBe(1);
    }

    [Fact]
    public async Task Body_ThatIsTooLarge_IsRefused()
    {
        await using var scene = await AwsScene.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Aws.Sts.Address) { Content = new ByteArrayContent(new byte[300 * 1024]), Headers = { ExpectContinue = true } };

        using var answer = await scene.Http().SendAsync(request, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("Action=GetCallerIdentity&Action=AssumeRole&Version=2011-06-15", "MalformedQueryString")]
    [InlineData("Action=GetCallerIdentity&Version=2010-01-01", "InvalidAction")]
    [InlineData("Version=2011-06-15", "MissingAction")]
    [InlineData("Action=AssumeRoleWithSAML&Version=2011-06-15", "ValidationError")]
    public async Task Body_ThatIsNoRequest_IsRefused(string body, string code)
    {
        await using var scene = await AwsScene.StartAsync();
        using var content = new StringContent(body);

        using var answer = await scene.Http().PostAsync(scene.Aws.Sts.Address, content, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain($"<Code>{code}</Code>");
    }

    [Fact]
    public async Task SetUp_WithNamesThatAreNone_Throws()
    {
        await using var scene = await AwsScene.StartAsync();
        var center = scene.Aws.IdentityCenter;

        Should.Throw<ArgumentException>(() => scene.Aws.WriteRole(AwsScene.UserArn, new()));
        Should.Throw<ArgumentException>(() => scene.Aws.CreateAccessKey(AwsScene.RoleArn));
        Should.Throw<ArgumentException>(() => center.AddUser("ada lovelace"));
        Should.Throw<ArgumentException>(() => center.AddAccount("12345"));
        Should.Throw<ArgumentException>(() => center.WritePermissionSet(new string('x', 33), new()));
        Should.Throw<ArgumentException>(() => center.Assign("nobody", AwsScene.Account, "db-readonly"));
        Should.Throw<ArgumentException>(() => center.DisableUser("nobody"));
        Should.Throw<ArgumentException>(() => center.WriteApplication("arn:aws:sso:::application", new()));
        Should.Throw<ArgumentOutOfRangeException>(() => new AwsEmulatorRole { MaxSessionDuration = TimeSpan.FromMinutes(59) });
        Should.Throw<ArgumentOutOfRangeException>(() => new AwsEmulatorPermissionSet { SessionDuration = TimeSpan.FromHours(13) });
    }

    [Fact]
    public async Task DeleteRole_EndsNewSessionsOnly()
    {
        await using var scene = await AwsScene.StartAsync();
        var request = new Amazon.SecurityToken.Model.AssumeRoleRequest { RoleArn = AwsScene.RoleArn, RoleSessionName = "worker" };
        var session = scene.Sts(AwsScene.Session((await scene.Sts().AssumeRoleAsync(request, Cancellation)).Credentials));

        scene.Aws.DeleteRole(AwsScene.RoleArn);

        (await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => scene.Sts().AssumeRoleAsync(request, Cancellation))).ErrorCode.ShouldBe("AccessDenied");
        (await session.GetCallerIdentityAsync(new(), Cancellation)).Arn.ShouldNotBeNull();
    }
}

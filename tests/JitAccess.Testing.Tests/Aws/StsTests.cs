using System.Net;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using JitAccess.Aws.Tests.Identity;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>STS for those who sign: callers, sessions, limits, chains.</summary>
public sealed class StsTests
{
    private static CancellationToken Cancellation => AwsScene.Cancellation;

    [Fact]
    public async Task GetCallerIdentity_OfUserAndSession_TellsWhoTheyAre()
    {
        await using var scene = await AwsScene.StartAsync();
        var assumed = await AssumeAsync(scene.Sts());

        var user = await scene.Sts().GetCallerIdentityAsync(new(), Cancellation);
        var session = await scene.Sts(AwsScene.Session(assumed.Credentials)).GetCallerIdentityAsync(new(), Cancellation);

        (user.Arn, user.Account).ShouldBe((AwsScene.UserArn, AwsScene.Account));
        user.UserId.ShouldStartWith("AIDA");
        session.Arn.ShouldBe("arn:aws:sts::123456789012:assumed-role/orders/worker");
        session.UserId.ShouldBe(assumed.AssumedRoleUser.AssumedRoleId);
        session.UserId.ShouldEndWith(":worker");
    }

    [Fact]
    public async Task AssumeRole_IssuesTemporaryCredentialsForAsLongAsAsked()
    {
        await using var scene = await AwsScene.StartAsync();

        var assumed = await AssumeAsync(scene.Sts(), r => r.DurationSeconds = 1800);
        var byDefault = await AssumeAsync(scene.Sts());

        assumed.Credentials.AccessKeyId.ShouldStartWith("ASIA");
        assumed.Credentials.SessionToken.ShouldNotBeNullOrEmpty();
        assumed.Credentials.Expiration!.Value.ToUniversalTime().ShouldBe(scene.Time.GetUtcNow().AddMinutes(30).UtcDateTime);
        byDefault.Credentials.Expiration!.Value.ToUniversalTime().ShouldBe(scene.Time.GetUtcNow().AddHours(1).UtcDateTime);
        scene.Aws.Sts.CountServed("AssumeRole").ShouldBe(2);
    }

    [Theory]
    [InlineData("secret", "SignatureDoesNotMatch")]
    [InlineData("unknown key", "InvalidClientTokenId")]
    [InlineData("session token", "InvalidClientTokenId")]
    [InlineData("no session token", "InvalidClientTokenId")]
    [InlineData("region", "SignatureDoesNotMatch")]
    public async Task Request_SignedWrongly_IsRefused(string what, string code)
    {
        await using var scene = await AwsScene.StartAsync();
        var session = (await AssumeAsync(scene.Sts())).Credentials;
        AWSCredentials credentials = what switch
        {
            "secret" => new SessionAWSCredentials(session.AccessKeyId, scene.UserKey.RevealSecretAccessKey(), session.SessionToken),
            "unknown key" => AwsScene.Credentials(RdsIamKey.Generate(withSessionToken: true)),
            "session token" => new SessionAWSCredentials(session.AccessKeyId, session.SecretAccessKey, RdsIamKey.Generate(true).RevealSessionToken()!),
            "no session token" => new BasicAWSCredentials(session.AccessKeyId, session.SecretAccessKey),
            _ => AwsScene.Session(session),
        };
        var client = scene.Sts(credentials, c => c.AuthenticationRegion = what == "region" ? "us-east-1" : scene.Aws.Region);

        var error = await RefusedAsync(() => client.GetCallerIdentityAsync(new(), Cancellation), code, HttpStatusCode.Forbidden);

        error.RequestId.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Request_WithoutSignature_IsRefused()
    {
        await using var scene = await AwsScene.StartAsync();
        using var body = new FormUrlEncodedContent([new("Action", "GetCallerIdentity"), new("Version", "2011-06-15")]);

        using var answer = await scene.Http().PostAsync(scene.Aws.Sts.Address, body, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("<Code>MissingAuthenticationToken</Code>");
    }

    [Fact]
    public async Task Port_WhereTheSdkMeasuredAnotherClock_ServesNoOtherTest()
    {
        await using var scene = await AwsScene.StartAsync();
        scene.Time.Advance(TimeSpan.FromHours(1));
        await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => scene.Sts().GetCallerIdentityAsync(new(), Cancellation));
        await scene.Aws.DisposeAsync();

        await Should.ThrowAsync<IOException>( // held, so that another is chosen; where a port is asked for, there is no other
            () => UnmeasuredAws.StartAsync(new() { UsesPlainHttp = true, Port = scene.Aws.Sts.Address.Port }, Cancellation));
    }

    [Fact]
    public async Task Request_SignedAnHourAgo_IsRefused_AndTheClientMayCorrectItsClock()
    {
        await using var scene = await AwsScene.StartAsync();
        var recipe = new SignedCall(scene.UserKey, scene.Time.GetUtcNow(), scene.Aws.Region, "sts") { Body = "Action=GetCallerIdentity&Version=2011-06-15" };
        (await recipe.SendAsync(scene.Http(), scene.Aws.Sts.Address)).Status.ShouldBe(200);

        scene.Time.Advance(TimeSpan.FromHours(1));
        var late = await recipe.SendAsync(scene.Http(), scene.Aws.Sts.Address);

        late.Status.ShouldBe(403);
        late.Text.ShouldContain("<Code>SignatureDoesNotMatch</Code>");
        late.Text.ShouldContain("Signature expired: ");
        late.Date.ShouldBe(scene.Time.GetUtcNow());
    }

    [Theory]
    [InlineData("body")]
    [InlineData("host")]
    [InlineData("date")]
    [InlineData("query")]
    [InlineData("service")]
    [InlineData("unsigned host")]
    public async Task Request_ChangedAfterItWasSigned_IsRefused(string what)
    {
        await using var scene = await AwsScene.StartAsync();
        var recipe = new SignedCall(scene.UserKey, scene.Time.GetUtcNow(), scene.Aws.Region, what == "service" ? "sso-oauth" : "sts")
        {
            Body = "Action=GetCallerIdentity&Version=2011-06-15",
            SentBody = what == "body" ? "Version=2011-06-15&Action=GetCallerIdentity" : null,
            SentDate = what == "date" ? scene.Time.GetUtcNow().AddMinutes(1) : null,
            SentQuery = what == "query" ? "a=b" : "",
            SignedHost = what == "host" ? "sts.eu-west-1.amazonaws.com" : null,
            SignsHost = what != "unsigned host",
        };

        var answer = await recipe.SendAsync(scene.Http(), scene.Aws.Sts.Address);

        answer.Status.ShouldBe(403);
        answer.Text.ShouldContain("<Code>SignatureDoesNotMatch</Code>");
    }

    [Fact]
    public async Task Session_ThatHasEnded_IsRefusedAsExpired()
    {
        await using var scene = await AwsScene.StartAsync();
        var session = (await AssumeAsync(scene.Sts(), r => r.DurationSeconds = 900)).Credentials;
        scene.Time.Advance(TimeSpan.FromMinutes(15));
        var recipe = new SignedCall(new(session.AccessKeyId, session.SecretAccessKey, session.SessionToken), scene.Time.GetUtcNow(), scene.Aws.Region, "sts")
        {
            Body = "Action=GetCallerIdentity&Version=2011-06-15",
        };

        var answer = await recipe.SendAsync(scene.Http(), scene.Aws.Sts.Address);

        answer.Status.ShouldBe(403);
        answer.Text.ShouldContain("<Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message>");
    }

    [Theory]
    [InlineData(899, "Member must have value greater than or equal to 900")]
    [InlineData(43201, "Member must have value less than or equal to 43200")]
    [InlineData(7201, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")]
    public async Task AssumeRole_BeyondTheLimitsOfADuration_IsRefused(int seconds, string words)
    {
        await using var scene = await AwsScene.StartAsync();

        var error = await RefusedAsync(() => AssumeAsync(scene.Sts(), r => r.DurationSeconds = seconds), "ValidationError", HttpStatusCode.BadRequest);

        error.Message.ShouldContain(words);
    }

    [Fact]
    public async Task AssumeRole_FromARolesSession_LastsAnHourAtMost()
    {
        await using var scene = await AwsScene.StartAsync();
        var client = scene.Sts(AwsScene.Session((await AssumeAsync(scene.Sts())).Credentials));

        var error = await RefusedAsync(() => AssumeAsync(client, r => (r.RoleArn, r.DurationSeconds) = (AwsScene.NextRoleArn, 3601)), "ValidationError", HttpStatusCode.BadRequest);
        var chained = await AssumeAsync(client, r => (r.RoleArn, r.DurationSeconds) = (AwsScene.NextRoleArn, 3600));

        error.Message.ShouldBe("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
        chained.AssumedRoleUser.Arn.ShouldBe("arn:aws:sts::210987654321:assumed-role/reader/worker");
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/missing")]
    [InlineData(AwsScene.NextRoleArn)]
    public async Task AssumeRole_ThatIsMissingOrTrustsAnother_IsDenied(string role)
    {
        await using var scene = await AwsScene.StartAsync();

        var error = await RefusedAsync(() => AssumeAsync(scene.Sts(), r => r.RoleArn = role), "AccessDenied", HttpStatusCode.Forbidden);

        error.Message.ShouldBe($"User: {AwsScene.UserArn} is not authorized to perform: sts:AssumeRole on resource: {role}");
    }

    [Fact]
    public async Task AssumeRole_WithExternalId_NeedsIt()
    {
        await using var scene = await AwsScene.StartAsync();
        scene.Aws.WriteRole(AwsScene.RoleArn, new() { TrustedPrincipals = { "arn:aws:iam::123456789012:root" }, ExternalId = "x-1" });

        await RefusedAsync(() => AssumeAsync(scene.Sts()), "AccessDenied", HttpStatusCode.Forbidden);
        await RefusedAsync(() => AssumeAsync(scene.Sts(), r => r.ExternalId = "x-2"), "AccessDenied", HttpStatusCode.Forbidden);
        (await AssumeAsync(scene.Sts(), r => r.ExternalId = "x-1")).Credentials.ShouldNotBeNull();
    }

    [Fact]
    public async Task AssumeRole_SourceIdentityAndTransitiveTags_FollowTheChainAndCannotBeChanged()
    {
        await using var scene = await AwsScene.StartAsync();
        scene.Aws.WriteRole(AwsScene.NextRoleArn, new() { TrustedPrincipals = { AwsScene.RoleArn }, AllowsSourceIdentity = true, AllowsSessionTags = true });
        await RefusedAsync(() => AssumeAsync(scene.Sts(), Tagged), "AccessDenied", HttpStatusCode.Forbidden);
        scene.Aws.WriteRole(AwsScene.RoleArn, new() { TrustedPrincipals = { AwsScene.UserArn }, AllowsSourceIdentity = true, AllowsSessionTags = true });

        var first = await AssumeAsync(scene.Sts(), Tagged);
        var client = scene.Sts(AwsScene.Session(first.Credentials));
        var second = await AssumeAsync(client, r => r.RoleArn = AwsScene.NextRoleArn);

        first.SourceIdentity.ShouldBe("ada");
        second.SourceIdentity.ShouldBe("ada");
        await RefusedAsync(() => AssumeAsync(client, r => (r.RoleArn, r.SourceIdentity) = (AwsScene.NextRoleArn, "eve")), "AccessDenied", HttpStatusCode.Forbidden);
        await RefusedAsync(() => AssumeAsync(client, r => (r.RoleArn, r.Tags) = (AwsScene.NextRoleArn, [new() { Key = "Team", Value = "other" }])), "InvalidParameterValue", HttpStatusCode.BadRequest);
        scene.Aws.WriteRole(AwsScene.NextRoleArn, new() { TrustedPrincipals = { AwsScene.RoleArn }, AllowsSourceIdentity = true });
        (await RefusedAsync(() => AssumeAsync(client, r => r.RoleArn = AwsScene.NextRoleArn), "AccessDenied", HttpStatusCode.Forbidden)).Message.ShouldContain("sts:TagSession");

        static void Tagged(AssumeRoleRequest r)
        {
            r.SourceIdentity = "ada";
            r.Tags = [new() { Key = "team", Value = "orders" }];
            r.TransitiveTagKeys = ["team"];
        }
    }

    [Theory]
    [InlineData("a", "Member must have length greater than or equal to 2")]
    [InlineData("a b", "Member must satisfy regular expression pattern: [\\w+=,.@-]*")]
    public async Task AssumeRole_WithABadSessionName_IsRefused(string name, string words)
    {
        await using var scene = await AwsScene.StartAsync();

        var error = await RefusedAsync(() => AssumeAsync(scene.Sts(), r => r.RoleSessionName = name), "ValidationError", HttpStatusCode.BadRequest);

        error.Message.ShouldBe($"1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: {words}");
    }

    [Fact]
    public async Task AssumeRole_AfterSessionsWereRevoked_IsDeniedToThemOnly()
    {
        await using var scene = await AwsScene.StartAsync();
        var old = scene.Sts(AwsScene.Session((await AssumeAsync(scene.Sts())).Credentials));
        scene.Aws.RevokeSessions(AwsScene.RoleArn);
        var fresh = scene.Sts(AwsScene.Session((await AssumeAsync(scene.Sts())).Credentials));

        var error = await RefusedAsync(() => AssumeAsync(old, r => r.RoleArn = AwsScene.NextRoleArn), "AccessDenied", HttpStatusCode.Forbidden);

        error.Message.ShouldEndWith("with an explicit deny in an identity-based policy");
        (await old.GetCallerIdentityAsync(new(), Cancellation)).Arn.ShouldNotBeNull();
        (await AssumeAsync(fresh, r => r.RoleArn = AwsScene.NextRoleArn)).Credentials.ShouldNotBeNull();
    }

    [Fact]
    public async Task Operation_ThatIsUnknown_IsRefused()
    {
        await using var scene = await AwsScene.StartAsync();

        await RefusedAsync(() => scene.Sts().GetSessionTokenAsync(Cancellation), "InvalidAction", HttpStatusCode.BadRequest);

        scene.Aws.Sts.Requests.Single().ShouldBe(new EmulatorRequest("Unknown", 400, "InvalidAction", scene.Time.GetUtcNow()));
    }

    private static async Task<AmazonSecurityTokenServiceException> RefusedAsync(Func<Task> call, string code, HttpStatusCode status)
    {
        var error = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(call);
        (error.ErrorCode, error.StatusCode).ShouldBe((code, status));
        return error;
    }

    private static Task<AssumeRoleResponse> AssumeAsync(AmazonSecurityTokenServiceClient client, Action<AssumeRoleRequest>? configure = null)
    {
        var request = new AssumeRoleRequest { RoleArn = AwsScene.RoleArn, RoleSessionName = "worker" };
        configure?.Invoke(request);
        return client.AssumeRoleAsync(request, Cancellation);
    }
}

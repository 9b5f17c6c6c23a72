using System.Net;
using Amazon.Runtime;
using Amazon.SSO;
using Amazon.SSO.Model;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>The access portal: accounts, roles, credentials, logout.</summary>
public sealed class PortalTests
{
    private static CancellationToken Cancellation => AwsScene.Cancellation;

    [Fact]
    public async Task ListAccountsAndRoles_ShowWhatIsAssigned_PageByPage()
    {
        await using var scene = await SignInScene.StartAsync();
        var token = (await scene.SignInAsync()).Token.AccessToken;
        scene.Center.AddAccount("210987654321", "data", "data@example.com");
        scene.Center.AddAccount("333333333333");
        scene.Center.WritePermissionSet("data-admin", new());
        scene.Center.Assign(SignInScene.User, "210987654321", "data-admin");
        scene.Center.Assign(SignInScene.User, AwsScene.Account, "data-admin");

        var first = await scene.Portal.ListAccountsAsync(new() { AccessToken = token, MaxResults = 1 }, Cancellation);
        var second = await scene.Portal.ListAccountsAsync(new() { AccessToken = token, MaxResults = 1, NextToken = first.NextToken }, Cancellation);
        var roles = await scene.Portal.ListAccountRolesAsync(new() { AccessToken = token, AccountId = AwsScene.Account }, Cancellation);

        first.AccountList.Single().AccountId.ShouldBe(AwsScene.Account);
        var account = second.AccountList.Single();
        (account.AccountId, account.AccountName, account.EmailAddress, second.NextToken).ShouldBe(("210987654321", "data", "data@example.com", null));
        roles.RoleList.Select(static r => r.RoleName).ShouldBe(["data-admin", SignInScene.PermissionSet]);
    }

    [Fact]
    public async Task GetRoleCredentials_IssuesASessionOfThePermissionSetsRole()
    {
        await using var scene = await SignInScene.StartAsync();
        scene.Center.WritePermissionSet(SignInScene.PermissionSet, new() { SessionDuration = TimeSpan.FromHours(2) });

        var issued = (await scene.CredentialsAsync((await scene.SignInAsync()).Token.AccessToken)).RoleCredentials;
        var caller = await scene.Scene.Sts(new SessionAWSCredentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken)).GetCallerIdentityAsync(new(), Cancellation);

        issued.Expiration.ShouldBe(scene.Scene.Time.GetUtcNow().AddHours(2).ToUnixTimeMilliseconds());
        caller.Arn.ShouldBe($"arn:aws:sts::{AwsScene.Account}:assumed-role/{scene.RoleArn.Split('/')[^1]}/{SignInScene.User}");
        scene.RoleArn.ShouldStartWith($"arn:aws:iam::{AwsScene.Account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_db-readonly_");
    }

    [Fact]
    public async Task GetRoleCredentials_ChainToARoleThatTrustsThePermissionSet()
    {
        await using var scene = await SignInScene.StartAsync();
        scene.Scene.Aws.WriteRole(AwsScene.NextRoleArn, new() { TrustedPrincipals = { scene.RoleArn } });
        var issued = (await scene.CredentialsAsync((await scene.SignInAsync()).Token.AccessToken)).RoleCredentials;
        var sts = scene.Scene.Sts(new SessionAWSCredentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken));

        var chained = await sts.AssumeRoleAsync(new() { RoleArn = AwsScene.NextRoleArn, RoleSessionName = "chained" }, Cancellation);

        chained.AssumedRoleUser.Arn.ShouldBe("arn:aws:sts::210987654321:assumed-role/reader/chained");
        var direct = await Should.ThrowAsync<Amazon.SecurityToken.AmazonSecurityTokenServiceException>(
            () => scene.Scene.Sts().AssumeRoleAsync(new() { RoleArn = scene.RoleArn, RoleSessionName = "direct" }, Cancellation));
        direct.ErrorCode.ShouldBe("AccessDenied");
    }

    [Theory]
    [InlineData("data-admin", AwsScene.Account)]
    [InlineData(SignInScene.PermissionSet, "210987654321")]
    public async Task GetRoleCredentials_OfWhatIsNotAssigned_IsForbidden(string role, string account)
    {
        await using var scene = await SignInScene.StartAsync();
        var token = (await scene.SignInAsync()).Token.AccessToken;

        var error = await Should.ThrowAsync<AmazonSSOException>(() => scene.CredentialsAsync(token, role, account));

        (error.StatusCode, error.ErrorCode, error.Message).ShouldBe((HttpStatusCode.Forbidden, "ForbiddenException", "No access"));
    }

    [Fact]
    public async Task GetRoleCredentials_AfterUnassign_IsForbidden_AndWhatWasIssuedLivesOn()
    {
        await using var scene = await SignInScene.StartAsync();
        var token = (await scene.SignInAsync()).Token.AccessToken;
        var issued = (await scene.CredentialsAsync(token)).RoleCredentials;

        scene.Center.Unassign(SignInScene.User, AwsScene.Account, SignInScene.PermissionSet);

        (await Should.ThrowAsync<AmazonSSOException>(() => scene.CredentialsAsync(token))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await scene.Scene.Sts(new SessionAWSCredentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken)).GetCallerIdentityAsync(new(), Cancellation))
            .Account.ShouldBe(AwsScene.Account);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("refresh token")]
    [InlineData("expired")]
    [InlineData("logged out")]
    [InlineData("user disabled")]
    [InlineData("sessions ended")]
    public async Task Portal_WithATokenThatIsNotValid_AnswersUnauthorized(string what)
    {
        await using var scene = await SignInScene.StartAsync();
        var token = (await scene.SignInAsync()).Token;
        await scene.EndAsync(what, token);

        var sent = what switch { "unknown" => "0123", "refresh token" => token.RefreshToken, _ => token.AccessToken };

        (await Should.ThrowAsync<UnauthorizedException>(() => scene.CredentialsAsync(sent))).Message.ShouldBe("Session token not found or invalid");
        var error = await Should.ThrowAsync<UnauthorizedException>(() => scene.Portal.ListAccountsAsync(new() { AccessToken = sent }, Cancellation));
        error.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Logout_OfAUser_LeavesOthersSignedIn()
    {
        await using var scene = await SignInScene.StartAsync();
        var first = (await scene.SignInAsync()).Token.AccessToken;
        var second = (await scene.SignInAsync()).Token.AccessToken;

        await scene.Portal.LogoutAsync(new() { AccessToken = first }, Cancellation);

        (await scene.CredentialsAsync(second)).RoleCredentials.ShouldNotBeNull();
    }

    [Fact]
    public async Task Portal_ThatIsThrottledOrDown_SaysSo_AndServesAgain()
    {
        await using var scene = await SignInScene.StartAsync();
        var token = (await scene.SignInAsync()).Token.AccessToken;
        scene.Center.Portal.Faults.Throttle(1, "GetRoleCredentials");

        await scene.Portal.ListAccountsAsync(new() { AccessToken = token }, Cancellation);
        (await Should.ThrowAsync<TooManyRequestsException>(() => scene.CredentialsAsync(token))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        await scene.Center.Portal.StopListeningAsync();
        await Should.ThrowAsync<HttpRequestException>(() => scene.CredentialsAsync(token));
        (await scene.Scene.Sts().GetCallerIdentityAsync(new(), Cancellation)).Arn.ShouldBe(AwsScene.UserArn); // the others are up
        await scene.Center.Portal.ResumeAsync(Cancellation);

        (await scene.CredentialsAsync(token)).RoleCredentials.ShouldNotBeNull();
        scene.Center.Portal.CountServed("GetRoleCredentials").ShouldBe(1);
        scene.Center.Portal.Requests.Count(static r => r.Error == "TooManyRequestsException").ShouldBe(1);
    }

    [Fact]
    public async Task Portal_WithABadRequest_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();
        var token = (await scene.SignInAsync()).Token.AccessToken;

        await Should.ThrowAsync<InvalidRequestException>(() => scene.Portal.ListAccountsAsync(new() { AccessToken = token, NextToken = "99" }, Cancellation));
        await Should.ThrowAsync<InvalidRequestException>(() => scene.Portal.ListAccountsAsync(new() { AccessToken = token, NextToken = "next" }, Cancellation));
    }
}

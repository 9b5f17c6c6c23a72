using System.Net;
using Amazon.SSOOIDC.Model;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>Signing in by a code that is shown on a device.</summary>
public sealed class OidcDeviceTests
{
    private static CancellationToken Cancellation => AwsScene.Cancellation;

    [Fact]
    public async Task CreateToken_OfADevice_WaitsForItsUser_AndIsGivenOnce()
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync();
        var device = await StartAsync(scene, client);

        (await Should.ThrowAsync<AuthorizationPendingException>(() => scene.PollAsync(client, device.DeviceCode))).Error.ShouldBe("authorization_pending");
        scene.Center.ApproveDevice(device.UserCode, SignInScene.User);
        scene.Scene.Time.Advance(TimeSpan.FromSeconds(1));
        var token = await scene.PollAsync(client, device.DeviceCode);

        (await scene.CredentialsAsync(token.AccessToken)).RoleCredentials.ShouldNotBeNull();
        token.RefreshToken.ShouldNotBeNullOrEmpty();
        await Should.ThrowAsync<InvalidGrantException>(() => scene.PollAsync(client, device.DeviceCode));
        (device.ExpiresIn, device.Interval).ShouldBe((600, 1));
        device.VerificationUriComplete.ShouldBe($"{device.VerificationUri}?user_code={device.UserCode}");
    }

    [Fact]
    public async Task CreateToken_PolledTooFast_SlowsDownEvenWhenItIsApproved()
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync();
        var device = await StartAsync(scene, client);
        await Should.ThrowAsync<AuthorizationPendingException>(() => scene.PollAsync(client, device.DeviceCode));
        scene.Center.ApproveDevice(device.UserCode, SignInScene.User);

        (await Should.ThrowAsync<SlowDownException>(() => scene.PollAsync(client, device.DeviceCode))).Error.ShouldBe("slow_down");
        scene.Scene.Time.Advance(TimeSpan.FromSeconds(5));
        await Should.ThrowAsync<SlowDownException>(() => scene.PollAsync(client, device.DeviceCode)); // the interval has grown to six
        scene.Scene.Time.Advance(TimeSpan.FromSeconds(11));

        (await scene.PollAsync(client, device.DeviceCode)).AccessToken.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task CreateToken_OfADeviceThatExpired_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync();
        var device = await StartAsync(scene, client);
        scene.Center.ApproveDevice(device.UserCode, SignInScene.User);
        scene.Scene.Time.Advance(TimeSpan.FromMinutes(10));

        (await Should.ThrowAsync<ExpiredTokenException>(() => scene.PollAsync(client, device.DeviceCode))).Error.ShouldBe("expired_token");
        Should.Throw<ArgumentException>(() => scene.Center.ApproveDevice(device.UserCode, SignInScene.User));
    }

    [Fact]
    public async Task CreateToken_OfADeviceThatWasDenied_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync();
        var device = await StartAsync(scene, client);
        scene.Center.DenyDevice(device.UserCode);

        (await Should.ThrowAsync<AccessDeniedException>(() => scene.PollAsync(client, device.DeviceCode))).Error.ShouldBe("access_denied");
    }

    [Fact]
    public async Task CreateToken_OfAnotherClientsDevice_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();
        var device = await StartAsync(scene, await scene.RegisterAsync());
        scene.Center.ApproveDevice(device.UserCode, SignInScene.User);
        var other = await scene.RegisterAsync();

        await Should.ThrowAsync<InvalidGrantException>(() => scene.PollAsync(other, device.DeviceCode));
        await Should.ThrowAsync<InvalidGrantException>(() => scene.PollAsync(other, "0123"));
    }

    [Theory]
    [InlineData("allow", SignInScene.User, 200)]
    [InlineData("deny", SignInScene.User, 200)]
    [InlineData("allow", "eve@example.com", 400)]
    public async Task Device_OnItsPage_IsDecidedByTheUser(string decision, string user, int status)
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync();
        var device = await StartAsync(scene, client);
        (await scene.Browser.GetStringAsync(new Uri(device.VerificationUriComplete), Cancellation)).ShouldContain($"value=\"{device.UserCode}\"");
        using var form = new FormUrlEncodedContent([new("user_code", device.UserCode), new("user", user), new("decision", decision)]);

        using var answer = await scene.Browser.PostAsync(new Uri(device.VerificationUri), form, Cancellation);

        ((int)answer.StatusCode).ShouldBe(status);
        if (status != 200)
            await Should.ThrowAsync<AuthorizationPendingException>(() => scene.PollAsync(client, device.DeviceCode));
        else if (decision == "deny")
            await Should.ThrowAsync<AccessDeniedException>(() => scene.PollAsync(client, device.DeviceCode));
        else
            (await scene.PollAsync(client, device.DeviceCode)).AccessToken.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Device_OnAPageWithMarkupForACode_IsShownAsText()
    {
        await using var scene = await SignInScene.StartAsync();

        var page = await scene.Browser.GetStringAsync(new Uri(scene.Center.Oidc.Address, "device?user_code=%22%3E%3Cscript%3E"), Cancellation);

        page.ShouldNotContain("<script>");
    }

    [Fact]
    public async Task StartDeviceAuthorization_OfAForeignInstanceOrClient_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync();

        await Should.ThrowAsync<InvalidRequestException>(() => StartAsync(scene, client, "https://d-0000000000.awsapps.com/start"));
        client.ClientSecret = "wrong";
        (await Should.ThrowAsync<InvalidClientException>(() => StartAsync(scene, client))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task CreateToken_OfAClientWithoutScopes_LastsAsLongAsTheSessionAndCannotBeRefreshed()
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync(r => (r.Scopes, r.GrantTypes, r.RedirectUris) = ([], [], []));
        var device = await StartAsync(scene, client);
        scene.Center.ApproveDevice(device.UserCode, SignInScene.User);

        var token = await scene.PollAsync(client, device.DeviceCode);

        (token.ExpiresIn, token.RefreshToken).ShouldBe((8 * 3600, null));
        (await scene.CredentialsAsync(token.AccessToken)).RoleCredentials.ShouldNotBeNull();
    }

    private static Task<StartDeviceAuthorizationResponse> StartAsync(SignInScene scene, RegisterClientResponse client, string? startUrl = null) =>
        scene.Oidc.StartDeviceAuthorizationAsync(
            new() { ClientId = client.ClientId, ClientSecret = client.ClientSecret, StartUrl = startUrl ?? scene.Center.StartUrl.AbsoluteUri }, Cancellation);
}

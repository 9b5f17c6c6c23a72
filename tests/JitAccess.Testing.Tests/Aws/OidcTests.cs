using System.Net;
using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>Signing in by a browser: registration, authorize page, codes, refresh.</summary>
public sealed class OidcTests
{
    private static CancellationToken Cancellation => AwsScene.Cancellation;

    [Fact]
    public async Task SignIn_WithPkce_EndsInAToken()
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync();

        var query = await scene.RedirectedAsync(scene.AuthorizeAddress(client));
        var token = await scene.ExchangeAsync(client, query["code"]);

        query["state"].ShouldBe("the-state");
        (token.TokenType, token.ExpiresIn).ShouldBe(("Bearer", 3600));
        token.AccessToken.ShouldNotBeNullOrEmpty();
        token.RefreshToken.ShouldNotBeNullOrEmpty();
        client.ClientSecretExpiresAt.ShouldBe(scene.Scene.Time.GetUtcNow().AddDays(90).ToUnixTimeSeconds());
    }

    [Fact]
    public async Task SignIn_OnThePage_AsksWhoAndWhether_Once()
    {
        await using var scene = await SignInScene.StartAsync();
        scene.Center.BrowserUser = null;
        scene.Center.AddUser("bob@example.com");
        var client = await scene.RegisterAsync();
        var page = await scene.Browser.GetStringAsync(scene.AuthorizeAddress(client), Cancellation);
        var ticket = page.Split("name=\"ticket\" value=\"")[1].Split('"')[0];

        using var allowed = await PostAsync("allow");
        using var again = await PostAsync("allow");

        page.ShouldContain("<option>ada@example.com</option><option>bob@example.com</option>");
        (await scene.ExchangeAsync(client, SignInScene.Query(allowed)["code"])).AccessToken.ShouldNotBeNullOrEmpty();
        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        async Task<HttpResponseMessage> PostAsync(string decision)
        {
            using var form = new FormUrlEncodedContent([new("ticket", ticket), new("user", SignInScene.User), new("decision", decision)]);
            return await scene.Browser.PostAsync(new Uri(scene.Center.Oidc.Address, "authorize"), form, Cancellation);
        }
    }

    [Theory]
    [InlineData("deny", SignInScene.User, 302)]
    [InlineData("allow", "eve@example.com", 400)]
    public async Task SignIn_DeniedOrAsNobody_BringsNoCode(string decision, string user, int status)
    {
        await using var scene = await SignInScene.StartAsync();
        scene.Center.BrowserUser = null;
        var page = await scene.Browser.GetStringAsync(scene.AuthorizeAddress(await scene.RegisterAsync()), Cancellation);
        using var form = new FormUrlEncodedContent(
            [new("ticket", page.Split("name=\"ticket\" value=\"")[1].Split('"')[0]), new("user", user), new("decision", decision)]);

        using var answer = await scene.Browser.PostAsync(new Uri(scene.Center.Oidc.Address, "authorize"), form, Cancellation);

        ((int)answer.StatusCode).ShouldBe(status);
        if (status == 302)
            SignInScene.Query(answer).ShouldBe(new Dictionary<string, string> { ["error"] = "access_denied", ["state"] = "the-state" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("client_id", "unknown")]
    [InlineData("client_id", null)]
    [InlineData("redirect_uri", "http://127.0.0.1:45678/another")]
    [InlineData("redirect_uri", "http://localhost:45678/oauth/callback")]
    [InlineData("redirect_uri", "https://127.0.0.1:45678/oauth/callback")]
    [InlineData("redirect_uri", "http://evil.example.com/oauth/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1:45678/oauth/callback?next=http://evil.example.com")]
    [InlineData("redirect_uri", "http://me@127.0.0.1:45678/oauth/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1@evil.example.com/oauth/callback")]
    public async Task Authorize_OfAForeignClientOrAddress_IsNeverRedirected(string name, string? value)
    {
        await using var scene = await SignInScene.StartAsync();
        var address = scene.AuthorizeAddress(await scene.RegisterAsync(), q => q[name] = value);

        using var answer = await scene.Browser.GetAsync(address, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Location.ShouldBeNull();
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("scopes", "sso:account:access codewhisperer:all", "invalid_scope")]
    public async Task Authorize_WithABadRequest_ReturnsTheError(string name, string? value, string error)
    {
        await using var scene = await SignInScene.StartAsync();

        var query = await scene.RedirectedAsync(scene.AuthorizeAddress(await scene.RegisterAsync(), q => q[name] = value));

        query.ShouldBe(new Dictionary<string, string> { ["error"] = error, ["state"] = "the-state" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("used")]
    [InlineData("expired")]
    [InlineData("verifier")]
    [InlineData("short verifier")]
    [InlineData("redirect")]
    [InlineData("client")]
    [InlineData("unknown")]
    public async Task CreateToken_ByACodeThatIsWrongInOnePoint_IsRefused_AndTheCodeIsUsedUp(string what)
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync();
        var code = await scene.CodeAsync(client);
        var user = client;
        if (what == "used")
            await scene.ExchangeAsync(client, code);
        else if (what == "expired")
            scene.Scene.Time.Advance(TimeSpan.FromMinutes(10));
        else if (what == "client")
            user = await scene.RegisterAsync();

        await Should.ThrowAsync<InvalidGrantException>(() => scene.TokenAsync(user, SignInScene.CodeGrant, r =>
        {
            r.Code = what == "unknown" ? "0123" : code;
            r.CodeVerifier = what switch { "verifier" => new string('x', 43), "short verifier" => "x", _ => scene.Verifier };
            r.RedirectUri = what == "redirect" ? "http://127.0.0.1:45679/oauth/callback" : SignInScene.Redirect;
        }));

        if (what != "unknown")
            await Should.ThrowAsync<InvalidGrantException>(() => scene.ExchangeAsync(client, code));
    }

    [Fact]
    public async Task CreateToken_ByRefreshToken_BringsTheNext_AndTheOldIsWorthless()
    {
        await using var scene = await SignInScene.StartAsync();
        var (client, first) = await scene.SignInAsync();

        var second = await scene.RefreshAsync(client, first.RefreshToken);
        var error = await Should.ThrowAsync<InvalidGrantException>(() => scene.RefreshAsync(client, first.RefreshToken));

        second.AccessToken.ShouldNotBe(first.AccessToken);
        error.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        error.Error.ShouldBe("invalid_grant");
        (await scene.RefreshAsync(client, second.RefreshToken)).AccessToken.ShouldNotBeNullOrEmpty();
        (await scene.CredentialsAsync(first.AccessToken)).RoleCredentials.ShouldNotBeNull(); // until it ends by itself
    }

    [Fact]
    public async Task CreateToken_ByRefreshToken_MayBeToldNotToRotate()
    {
        await using var scene = await SignInScene.StartAsync();
        scene.Center.RotatesRefreshTokens = false;
        var (client, first) = await scene.SignInAsync();

        await scene.RefreshAsync(client, first.RefreshToken);

        (await scene.RefreshAsync(client, first.RefreshToken)).AccessToken.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("session over")]
    [InlineData("another client")]
    [InlineData("user disabled")]
    [InlineData("sessions ended")]
    [InlineData("logged out")]
    [InlineData("an access token")]
    public async Task CreateToken_ByARefreshTokenThatIsWrong_IsRefused(string what)
    {
        await using var scene = await SignInScene.StartAsync();
        var (client, token) = await scene.SignInAsync();
        var user = what == "another client" ? await scene.RegisterAsync() : client;
        await scene.EndAsync(what, token);

        await Should.ThrowAsync<InvalidGrantException>(() => scene.RefreshAsync(user, what == "an access token" ? token.AccessToken : token.RefreshToken));
    }

    [Fact]
    public async Task CreateToken_NearTheEndOfTheSession_LivesNoLongerThanThat()
    {
        await using var scene = await SignInScene.StartAsync();
        var (client, token) = await scene.SignInAsync();
        scene.Scene.Time.Advance(TimeSpan.FromMinutes(450));

        (await scene.RefreshAsync(client, token.RefreshToken)).ExpiresIn.ShouldBe(1800);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("unknown")]
    [InlineData("expired")]
    public async Task CreateToken_OfAClientThatIsNotKnown_IsRefused(string what)
    {
        await using var scene = await SignInScene.StartAsync();
        var (client, token) = await scene.SignInAsync();
        if (what == "expired")
            scene.Scene.Time.Advance(TimeSpan.FromDays(90));

        var error = await Should.ThrowAsync<InvalidClientException>(() => scene.TokenAsync(client, SignInScene.RefreshGrant, r =>
        {
            r.RefreshToken = token.RefreshToken;
            r.ClientId = what == "unknown" ? "unknown" : r.ClientId;
            r.ClientSecret = what == "secret" ? "wrong" : r.ClientSecret;
        }));

        (error.StatusCode, error.Error).ShouldBe((HttpStatusCode.Unauthorized, "invalid_client"));
    }

    [Fact]
    public async Task CreateToken_ByAGrantThatIsUnknownOrNotRegistered_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();
        var client = await scene.RegisterAsync(r => r.GrantTypes = [SignInScene.CodeGrant]);
        var token = await scene.ExchangeAsync(client, await scene.CodeAsync(client));

        token.RefreshToken.ShouldBeNull();
        token.ExpiresIn.ShouldBe(8 * 3600);
        await Should.ThrowAsync<UnsupportedGrantTypeException>(() => scene.TokenAsync(client, "password", static _ => { }));
        await Should.ThrowAsync<UnauthorizedClientException>(() => scene.RefreshAsync(client, "any"));
        await Should.ThrowAsync<InvalidRequestException>(() => scene.TokenAsync(client, SignInScene.CodeGrant, static _ => { }));
    }

    [Fact]
    public async Task RegisterClient_ThatAsksForWhatIsNotGiven_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();

        await Should.ThrowAsync<InvalidClientMetadataException>(() => scene.RegisterAsync(r => r.ClientType = "confidential"));
        await Should.ThrowAsync<UnsupportedGrantTypeException>(() => scene.RegisterAsync(r => r.GrantTypes = ["password"]));
        await Should.ThrowAsync<InvalidScopeException>(() => scene.RegisterAsync(r => r.Scopes = ["everything"]));
        await Should.ThrowAsync<InvalidRedirectUriException>(() => scene.RegisterAsync(r => r.RedirectUris = ["https://example.com/"]));
        await Should.ThrowAsync<InvalidRedirectUriException>(() => scene.RegisterAsync(r => r.RedirectUris = ["http://me@127.0.0.1/"]));
        await Should.ThrowAsync<InvalidRequestException>(() => scene.RegisterAsync(r => r.RedirectUris = []));
        (await scene.RegisterAsync(r => r.IssuerUrl = scene.Center.IssuerUrl.AbsoluteUri)).ClientId.ShouldNotBeNullOrEmpty(); // the instance's other name
        await Should.ThrowAsync<InvalidRequestException>(() => scene.RegisterAsync(r => r.IssuerUrl = "https://d-0000000000.awsapps.com/start"));
    }

    [Fact]
    public async Task Faults_OfTheSignInService_AreThoseOfAws()
    {
        await using var scene = await SignInScene.StartAsync();
        var (client, token) = await scene.SignInAsync();
        scene.Center.Oidc.Faults.Throttle(1, "CreateToken");

        var throttled = await Should.ThrowAsync<AmazonSSOOIDCException>(() => scene.RefreshAsync(client, token.RefreshToken));
        scene.Center.Oidc.Faults.RefusesWith = 500;
        await Should.ThrowAsync<InternalServerException>(() => scene.RefreshAsync(client, token.RefreshToken));
        scene.Center.Oidc.Faults.RefusesWith = null;
        scene.Center.Oidc.Faults.LoseAnswers(1);

        // The AWS client sends again by itself where a connection broke, and the lost answer carried the token that comes next.
        await Should.ThrowAsync<InvalidGrantException>(() => scene.RefreshAsync(client, token.RefreshToken));
        throttled.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        scene.Center.Oidc.CountServed("CreateToken").ShouldBe(2);
    }
}

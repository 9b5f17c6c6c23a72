using System.Net;
using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>Signing in without a person: the token of a trusted issuer, exchanged by a caller who signs.</summary>
public sealed class IamTokenTests
{
    private const string Application = "arn:aws:sso::123456789012:application/ssoins-1234567890abcdef/apl-1234567890abcdef";
    private const string Audience = "api://jitaccess-identity-center";
    private const string JwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    [Fact]
    public async Task CreateTokenWithIAM_WithAnAssertion_EndsInRoleCredentials_AndRefreshes()
    {
        await using var scene = await SignInScene.StartAsync();
        await using var entra = await StartAsync(scene);

        var token = await ExchangeAsync(scene, Token(entra));
        var refreshed = await ExchangeAsync(scene, null, r => (r.GrantType, r.RefreshToken) = ("refresh_token", token.RefreshToken));

        (token.TokenType, token.ExpiresIn, token.IssuedTokenType).ShouldBe(("Bearer", 3600, "urn:ietf:params:oauth:token-type:access_token"));
        token.Scope.ShouldBe([SignInScene.Scope]);
        (await scene.CredentialsAsync(token.AccessToken)).RoleCredentials.ShouldNotBeNull();
        (await scene.CredentialsAsync(refreshed.AccessToken)).RoleCredentials.ShouldNotBeNull();
        scene.Center.DisableUser(SignInScene.User);
        await Should.ThrowAsync<InvalidGrantException>(
            () => ExchangeAsync(scene, null, r => (r.GrantType, r.RefreshToken) = ("refresh_token", refreshed.RefreshToken)));
    }

    [Theory]
    [InlineData("replayed")]
    [InlineData("replayed with jti")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("audience")]
    [InlineData("user")]
    [InlineData("foreign")]
    [InlineData("impostor")]
    [InlineData("no JWT")]
    [InlineData("issuer down")]
    public async Task CreateTokenWithIAM_WithAnAssertionThatIsWrongInOnePoint_IsRefused(string what)
    {
        await using var scene = await SignInScene.StartAsync();
        await using var entra = await StartAsync(scene);
        await using var foreign = await EntraEmulator.StartAsync(new() { TimeProvider = scene.Scene.Time, UsesPlainHttp = true }, AwsScene.Cancellation);
        var token = what switch
        {
            "audience" => Token(entra, t => t.Audience = "api://another"),
            "user" => Token(entra, t => t.Claims["preferred_username"] = "eve@example.com"),
            "not yet valid" => Token(entra, t => t.IssuedAt = scene.Scene.Time.GetUtcNow().AddMinutes(10)),
            "foreign" => Token(foreign),
            "impostor" => Token(foreign, t => t.Claims["iss"] = entra.Issuer.OriginalString),
            "replayed with jti" => Token(entra, t => t.Claims["jti"] = "1"),
            "no JWT" => "no.jwt.",
            _ => Token(entra),
        };
        if (what == "replayed")
            await ExchangeAsync(scene, token);
        else if (what == "replayed with jti")
            await ExchangeAsync(scene, Token(entra, t => t.Claims["jti"] = "1"));
        else if (what == "expired")
            scene.Scene.Time.Advance(TimeSpan.FromHours(1));
        else if (what == "issuer down")
            await entra.Endpoint.StopListeningAsync();

        // The caller's key signs by the machine's clock; what has expired is the assertion only.
        var error = what == "expired"
            ? await Should.ThrowAsync<AmazonSSOOIDCException>(() => ExchangeAsync(scene, token, retries: 1))
            : await Should.ThrowAsync<AmazonSSOOIDCException>(() => ExchangeAsync(scene, token));

        (error.StatusCode, error.ErrorCode).ShouldBe((HttpStatusCode.BadRequest, "InvalidGrantException"));
    }

    [Fact]
    public async Task CreateTokenWithIAM_OfACallerWhoIsUnknownOrNotAllowed_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();
        await using var entra = await StartAsync(scene);
        var other = scene.Scene.Aws.CreateAccessKey("arn:aws:iam::123456789012:user/other");

        (await RefusedAsync(other)).ErrorCode.ShouldBe("AccessDeniedException");
        (await RefusedAsync(RdsIamKey.Generate(withSessionToken: false))).ErrorCode.ShouldBe("UnrecognizedClientException");
        (await RefusedAsync(new(scene.Scene.UserKey.AccessKeyId, "not its secret"))).ErrorCode.ShouldBe("InvalidSignatureException");
        using var unsigned = new StringContent("{}");
        using var answer = await scene.Browser.PostAsync(new Uri(scene.Center.Oidc.Address, "token?aws_iam=t"), unsigned, AwsScene.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        Task<AmazonSSOOIDCException> RefusedAsync(RdsIamKey key) => Should.ThrowAsync<AmazonSSOOIDCException>(() => ExchangeAsync(scene, Token(entra), key: key));
    }

    [Fact]
    public async Task CreateTokenWithIAM_OfAnotherApplicationGrantOrScope_IsRefused()
    {
        await using var scene = await SignInScene.StartAsync();
        await using var entra = await StartAsync(scene);

        await Should.ThrowAsync<InvalidClientException>(() => ExchangeAsync(scene, Token(entra), r => r.ClientId = Application.Replace('1', '2')));
        await Should.ThrowAsync<UnsupportedGrantTypeException>(() => ExchangeAsync(scene, Token(entra), r => r.GrantType = "authorization_code"));
        await Should.ThrowAsync<InvalidScopeException>(() => ExchangeAsync(scene, Token(entra), r => r.Scope = ["everything"]));
        await Should.ThrowAsync<InvalidGrantException>(() => ExchangeAsync(scene, null, r => (r.GrantType, r.RefreshToken) = ("refresh_token", "0123")));
    }

    private static async Task<EntraEmulator> StartAsync(SignInScene scene)
    {
        var entra = await EntraEmulator.StartAsync(new() { TimeProvider = scene.Scene.Time, UsesPlainHttp = true }, AwsScene.Cancellation);
        scene.Center.WriteApplication(Application, new()
        {
            Principals = { AwsScene.UserArn },
            TokenIssuers = { new(entra.Issuer, Audience, "preferred_username") },
            Scopes = { SignInScene.Scope },
        });
        return entra;
    }

    private static string Token(EntraEmulator issuer, Action<EntraEmulatorToken>? configure = null)
    {
        var token = new EntraEmulatorToken { Audience = Audience, Subject = "1" };
        token.Claims["preferred_username"] = SignInScene.User;
        configure?.Invoke(token);
        return issuer.CreateToken(token);
    }

    private static Task<CreateTokenWithIAMResponse> ExchangeAsync(
        SignInScene scene, string? assertion, Action<CreateTokenWithIAMRequest>? configure = null, RdsIamKey? key = null, int retries = 0)
    {
        var config = scene.Scene.Configure(new AmazonSSOOIDCConfig(), scene.Center.Oidc);
        config.MaxErrorRetry = retries;
        var client = scene.Scene.Keep(new AmazonSSOOIDCClient(AwsScene.Credentials(key ?? scene.Scene.UserKey), config));
        var request = new CreateTokenWithIAMRequest { ClientId = Application, GrantType = JwtGrant, Assertion = assertion };
        configure?.Invoke(request);
        return client.CreateTokenWithIAMAsync(request, AwsScene.Cancellation);
    }
}

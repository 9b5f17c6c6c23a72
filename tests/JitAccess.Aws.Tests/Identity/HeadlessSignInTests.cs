using JitAccess.Testing;
using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>A JWT in a person's place, exchanged at Identity Center by a call that a workload signs.</summary>
public sealed class HeadlessSignInTests : IAsyncLifetime
{
    private const string Application = "arn:aws:sso::123456789012:application/ssoins-1234567890abcdef/apl-1234567890abcdef";
    private const string Audience = "api://jitaccess-identity-center";

    private SignInScene _scene = null!;
    private int _tokens;

    public async ValueTask InitializeAsync()
    {
        _scene = await SignInScene.StartAsync();
        _scene.Center.WriteApplication(Application, new AwsEmulatorApplication
        {
            Principals = { IdentityScene.RoleArn },
            TokenIssuers = { new AwsEmulatorTokenIssuer(_scene.Scene.Entra.Issuer, Audience, "preferred_username") },
            Scopes = { "sso:account:access" },
        });
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Jwt_OfAPerson_LogsInAndIsInTheChain()
    {
        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(Provider()));

        _scene.Scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains(
            "workload JWT 60 min → STS role orders 60 min → workload JWT 50 min → Identity Center sign-in", StringComparison.Ordinal));
        (_scene.Served("CreateTokenWithIAM"), _scene.Served("GetRoleCredentials")).ShouldBe((1, 1));
        _scene.Pages.ShouldBeEmpty();
        Directory.Exists(_scene.CacheFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task Jwt_ForSomebodyElse_IsNotSent()
    {
        var error = await Should.ThrowAsync<JitProviderException>(
            () => IdentityScene.MintAsync(Provider(h => h.UseToken(_ => new(_scene.Scene.Token())))));

        error.Message.ShouldContain("and not for 'api://jitaccess-identity-center'. Nothing was sent");
        _scene.Center.Oidc.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Jwt_ThatWasUsed_IsDeniedAndNotRepeated()
    {
        var token = Jwt();
        await IdentityScene.MintAsync(Provider(h => h.UseToken(_ => new(token))));

        var error = await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(Provider(h => h.UseToken(_ => new(token)))));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        foreach (var part in token.Split('.'))
            error.ToString().ShouldNotContain(part);
    }

    [Fact]
    public void Impersonation_ThatNobodyAccepted_FailsTheStart() =>
        Should.Throw<OptionsValidationException>(() => Provider(h => h.AcceptImpersonation = false)).Message.ShouldContain("signs in as a person who is not there");

    private string Jwt() => _scene.Scene.Entra.CreateToken(new EntraEmulatorToken
    {
        Audience = Audience,
        Subject = "app",
        Lifetime = TimeSpan.FromMinutes(50),
        Claims = { ["preferred_username"] = SignInScene.User, ["jti"] = $"{++_tokens}" },
    });

    private IJitCredentialProvider Provider(Action<IdentityCenterHeadlessOptions>? configure = null) => _scene.Provider(
        i => i.UseHeadless(h =>
        {
            (h.ApplicationArn, h.Audience, h.AcceptImpersonation) = (Application, Audience, true);
            h.UseToken(_ => new(Jwt()));
            configure?.Invoke(h);
        }),
        o => o.UseWebIdentity(w =>
        {
            (w.RoleArn, w.Audience) = (IdentityScene.RoleArn, IdentityScene.Audience);
            w.UseToken(_ => new(_scene.Scene.Token()));
        }));
}

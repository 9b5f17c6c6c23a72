namespace JitAccess.Aws.Tests.Identity;

/// <summary>A code that a person confirms elsewhere; only where it was asked for.</summary>
public sealed class DeviceCodeTests : IAsyncLifetime
{
    private SignInScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await SignInScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Code_ThatIsApproved_SignsIn()
    {
        IdentityCenterDevicePrompt? shown = null;
        var provider = _scene.Provider(o => o.UseDeviceCode((prompt, _) =>
        {
            shown = prompt;
            return ValueTask.CompletedTask;
        }));
        var mint = IdentityScene.MintAsync(provider);

        await _scene.UntilAsync(() => _scene.Center.Oidc.Requests.Any(r => r.Error == "AuthorizationPendingException"));
        _scene.Center.ApproveDevice(shown!.UserCode, SignInScene.User);
        await _scene.UntilAsync(() => mint.IsCompleted);

        _scene.Scene.ShouldLogIn(await mint);
        shown.VerificationUri.ShouldBe(new Uri(_scene.Center.Oidc.Address, "device"));
        _scene.Pages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Code_WithoutAnybodyWhoShowsIt_IsLogged()
    {
        var provider = _scene.Provider(o => o.SignIn = IdentityCenterSignIn.DeviceCode);
        var mint = IdentityScene.MintAsync(provider);

        await _scene.UntilAsync(() => _scene.Scene.Logs.GetSnapshot().Any(r => r.Id.Id == 2011));
        await _scene.UntilAsync(() => mint.IsCompleted, milliseconds: 50);

        (await Should.ThrowAsync<JitProviderException>(() => mint)).Message.ShouldContain("a code is shown that has to be confirmed");
    }

    [Fact]
    public async Task Code_ThatIsDenied_SaysSo()
    {
        var provider = _scene.Provider(o => o.UseDeviceCode((prompt, _) =>
        {
            _scene.Center.DenyDevice(prompt.UserCode);
            return ValueTask.CompletedTask;
        }));
        var mint = IdentityScene.MintAsync(provider);

        await _scene.UntilAsync(() => mint.IsCompleted);

        (await Should.ThrowAsync<JitProviderException>(() => mint)).Kind.ShouldBe(JitProviderErrorKind.Denied);
    }
}

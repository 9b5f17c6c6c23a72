namespace JitAccess.Aws.Tests.Identity;

/// <summary>A code that a person confirms elsewhere; only where it was asked for.</summary>
public sealed class DeviceCodeTests : IAsyncLifetime
{
    // What the emulator asks for between two questions, and how long a connection waits for a person.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(8);

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

        await _scene.Scene.Time.PassAsync(Interval);
        await _scene.Scene.Time.WaitedForAsync(Interval); // again, for the first answer was "not yet"
        _scene.Center.Oidc.Requests.ShouldContain(r => r.Error == "AuthorizationPendingException");
        _scene.Center.ApproveDevice(shown!.UserCode, SignInScene.User);
        await _scene.Scene.Time.PassAsync(Interval);

        _scene.Scene.ShouldLogIn(await mint);
        shown.VerificationUri.ShouldBe(new Uri(_scene.Center.Oidc.Address, "device"));
        _scene.Pages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Code_WithoutAnybodyWhoShowsIt_IsLogged()
    {
        var provider = _scene.Provider(o => o.SignIn = IdentityCenterSignIn.DeviceCode);
        var mint = IdentityScene.MintAsync(provider);

        await _scene.Scene.Time.WaitedForAsync(Interval);
        _scene.Scene.Logs.GetSnapshot().ShouldContain(r => r.Id.Id == 2011);
        await _scene.Scene.Time.PassAsync(Wait);

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

        await _scene.Scene.Time.PassAsync(Interval);

        (await Should.ThrowAsync<JitProviderException>(() => mint)).Kind.ShouldBe(JitProviderErrorKind.Denied);
    }
}

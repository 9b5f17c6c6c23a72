using JitAccess.Aws.SignIn;
using JitAccess.Aws.Tests.Credentials;
using JitAccess.Aws.Tests.Issuers;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>What the process says of its surroundings: whether there is a desktop, which profile, which region.</summary>
[Collection(ProcessWide.Name)]
public sealed class HeadlessTests : IAsyncLifetime
{
    private readonly ProcessSettings _process = new();
    private SignInScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await SignInScene.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _process.Dispose();
        await _scene.DisposeAsync();
    }

    [Theory]
    [InlineData("CI", "true", "a build agent opens no browser")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER", "true", "a container opens no browser")]
    [InlineData("KUBERNETES_SERVICE_HOST", "10.0.0.1", "a container opens no browser")]
    [InlineData("SSH_CONNECTION", "10.0.0.1 22 10.0.0.2 22", "a remote session opens no browser")]
    public async Task Host_WithoutADesktop_NamesTheCommandAndAsksNobody(string variable, string value, string expected)
    {
        foreach (var name in (string[])["CI", "DOTNET_RUNNING_IN_CONTAINER", "KUBERNETES_SERVICE_HOST", "SSH_CONNECTION", "SSH_TTY"])
            _process.Set(name, null);
        _process.Set(variable, value);

        var error = await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(WithoutBrowser(o => o.SsoSession = "my-sso")));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain(expected);
        error.Message.ShouldContain("Run 'aws sso login --sso-session my-sso'");
        _scene.Center.Oidc.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_WithWhatAShellWouldRun_IsOpenedAsOneArgument()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The program that opens pages is looked for on PATH on Linux only.");
        var folder = Directory.CreateTempSubdirectory();
        var opener = Path.Combine(folder.FullName, "xdg-open");
        await File.WriteAllTextAsync(opener, "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" > \"$0.part\"\nmv \"$0.part\" \"$0.said\"\n", IdentityScene.Cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _process.Set("PATH", $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}");
        var page = new Uri($"https://oidc.eu-west-1.amazonaws.com/authorize?a=$(touch${{IFS}}{folder.FullName}/run);touch%20x&b='`id`'|id");

        await Desktop.OpenAsync(page, IdentityScene.Cancellation);
        while (!File.Exists(opener + ".said"))
            await Task.Delay(TimeSpan.FromMilliseconds(10), IdentityScene.Cancellation);

        (await File.ReadAllLinesAsync(opener + ".said", IdentityScene.Cancellation)).ShouldBe(["1", page.AbsoluteUri]);
        Directory.GetFiles(folder.FullName).Length.ShouldBe(2);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Profile_OfAnSsoSession_NamesEverything()
    {
        var folder = Directory.CreateTempSubdirectory();
        var location = Path.Combine(folder.FullName, "credentials");
        await File.WriteAllTextAsync(location, "", IdentityScene.Cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "config"),
            """
            [profile orders-dev]
            sso_session = my-sso
            sso_account_id = 123456789012
            sso_role_name = db-readonly

            [sso-session my-sso]
            sso_start_url = https://d-1234567890.awsapps.com/start
            sso_region = eu-west-1
            sso_registration_scopes = sso:account:access
            """,
            IdentityScene.Cancellation);

        var settings = IdentityCenterSettings.Of(new IdentityCenterOptions { Profile = "orders-dev" }, location);
        var changed = IdentityCenterSettings.Of(new IdentityCenterOptions { Profile = "orders-dev", PermissionSet = "data-admin" }, location);

        settings.ShouldBe(new IdentityCenterSettings(
            "https://d-1234567890.awsapps.com/start", "eu-west-1", "123456789012", "db-readonly", "my-sso", "orders-dev"));
        settings.SignInCommand.ShouldBe("aws sso login --profile orders-dev");
        changed.PermissionSet.ShouldBe("data-admin");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task WebIdentity_OfThePlatform_NeedsAnAudienceOnly()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, _scene.Scene.Token(), IdentityScene.Cancellation);
        _process.Set("AWS_WEB_IDENTITY_TOKEN_FILE", file);
        _process.Set("AWS_ROLE_ARN", IdentityScene.RoleArn);
        _process.Set("AWS_ROLE_SESSION_NAME", "orders");
        _process.Set("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1/"); // nobody listens to it

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(_scene.Scene.Provider(o => o.UseWebIdentity(w => w.Audience = IdentityScene.Audience))));

        File.Delete(file);
    }

    private IJitCredentialProvider WithoutBrowser(Action<IdentityCenterOptions> configure) => _scene.Scene.Provider(o => o.UseIdentityCenter(i =>
    {
        (i.StartUrl, i.Region, i.AccountId, i.PermissionSet) = (_scene.Center.StartUrl.AbsoluteUri, "eu-west-1", IdentityScene.Account, SignInScene.PermissionSet);
        (i.OidcEndpoint, i.PortalEndpoint, i.CacheFolder) = (_scene.Center.Oidc.Address.AbsoluteUri, _scene.Center.Portal.Address.AbsoluteUri, _scene.CacheFolder);
        configure(i);
    }));
}

namespace JitAccess.Aws.Tests.Identity;

/// <summary>A person signs in by a browser, and a permission set's credentials sign database tokens.</summary>
public sealed class IdentityCenterTests : IAsyncLifetime
{
    private SignInScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await SignInScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Browser_OfAPersonWhoIsNotSignedIn_SignsInAndLogsIn()
    {
        var credential = await IdentityScene.MintAsync(_scene.Provider());

        _scene.Scene.ShouldLogIn(credential);
        _scene.Pages.ShouldHaveSingleItem().GetLeftPart(UriPartial.Path).ShouldBe(new Uri(_scene.Center.Oidc.Address, "authorize").AbsoluteUri);
        _scene.Scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains(
            "Identity Center sign-in 60 min (renewable) → permission set db-readonly 60 min → RDS token 15 min", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_IsKeptAsTheAwsCliKeepsIt()
    {
        await IdentityScene.MintAsync(_scene.Provider());

        var token = _scene.CachedToken();
        token.Keys.ShouldBe(["startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret", "registrationExpiresAt", "refreshToken"], ignoreOrder: true);
        (token["startUrl"], token["region"]).ShouldBe((_scene.Center.StartUrl.AbsoluteUri, "eu-west-1"));
        token["expiresAt"].ShouldBe(_scene.Scene.Time.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_scene.CacheFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_scene.CacheFolder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.GetFiles(_scene.CacheFolder, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public async Task SecondProcess_OfTheSamePerson_AsksNobody()
    {
        await IdentityScene.MintAsync(_scene.Provider());

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(_scene.Provider(o => o.SignIn = IdentityCenterSignIn.Never)));

        _scene.Pages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AccessToken_NearItsEnd_IsRefreshedAndAsksNobody()
    {
        var provider = _scene.Provider();
        await IdentityScene.MintAsync(provider);
        var first = _scene.CachedToken();
        _scene.Scene.Time.Advance(TimeSpan.FromHours(1));

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(provider));

        _scene.Pages.ShouldHaveSingleItem();
        var second = _scene.CachedToken();
        second["accessToken"].ShouldNotBe(first["accessToken"]);
        second["refreshToken"].ShouldNotBe(first["refreshToken"]);
        second["clientId"].ShouldBe(first["clientId"]);
        _scene.Served("RegisterClient").ShouldBe(1);
    }

    [Fact]
    public async Task RefreshToken_ThatTheCliUsedUp_IsLookedForAgain()
    {
        var provider = _scene.Provider(o => o.SignIn = IdentityCenterSignIn.Never);
        await IdentityScene.MintAsync(_scene.Provider());
        var before = await File.ReadAllTextAsync(_scene.CacheFile, IdentityScene.Cancellation);
        _scene.Scene.Time.Advance(TimeSpan.FromHours(1));

        // The CLI refreshes, and writes what it got while we are told that our refresh token is worthless.
        await IdentityScene.MintAsync(provider);
        var after = await File.ReadAllTextAsync(_scene.CacheFile, IdentityScene.Cancellation);
        await File.WriteAllTextAsync(_scene.CacheFile, before, IdentityScene.Cancellation);
        _scene.Center.Oidc.Faults.AnswerDelay = TimeSpan.FromSeconds(1);
        var mint = IdentityScene.MintAsync(_scene.Provider(o => o.SignIn = IdentityCenterSignIn.Never));
        await _scene.Scene.Time.WaitedForAsync(TimeSpan.FromSeconds(1)); // it has been refused, and does not know it yet
        _scene.Center.Oidc.Requests.ShouldContain(r => r.Error != null);
        await File.WriteAllTextAsync(_scene.CacheFile, after, IdentityScene.Cancellation);
        await _scene.Scene.Time.PassAsync(TimeSpan.FromSeconds(1));

        _scene.Scene.ShouldLogIn(await mint);
    }

    [Fact]
    public async Task TwoProcesses_ThatRefreshAtOnce_RefreshOnce()
    {
        await IdentityScene.MintAsync(_scene.Provider());
        _scene.Scene.Time.Advance(TimeSpan.FromHours(1));
        IJitCredentialProvider[] processes = [_scene.Provider(), _scene.Provider(), _scene.Provider(), _scene.Provider()];
        var before = _scene.Served("CreateToken");

        var mints = processes.Select(p => Task.Run(() => IdentityScene.MintAsync(p))).ToArray();

        // The clock moves on when all that are left wait for the lock, and so nobody has it: it is not to run away from who refreshes.
        var lockPoll = TimeSpan.FromMilliseconds(50);
        while (!Array.TrueForAll(mints, m => m.IsCompleted))
        {
            if (_scene.Scene.Time.Waiting(lockPoll) is > 0 and var waiting && waiting == mints.Count(m => !m.IsCompleted))
                _scene.Scene.Time.Advance(lockPoll);
            else
                await Task.Yield();
        }

        foreach (var credential in await Task.WhenAll(mints))
            _scene.Scene.ShouldLogIn(credential);
        (_scene.Served("CreateToken") - before).ShouldBe(1);
        _scene.Pages.ShouldHaveSingleItem();
        _scene.CachedToken().Count.ShouldBe(8);
    }

    [Fact]
    public async Task Refresh_ThatFails_CostsNothingWhileTheTokenLasts()
    {
        await IdentityScene.MintAsync(_scene.Provider());
        _scene.Scene.Time.Advance(TimeSpan.FromMinutes(57));
        await _scene.Center.Oidc.StopListeningAsync();

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(_scene.Provider()));
    }

    [Fact]
    public async Task Session_EndedByAnAdministrator_IsFollowedByASignIn()
    {
        await IdentityScene.MintAsync(_scene.Provider());
        _scene.Center.EndSessions(SignInScene.User);

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(_scene.Provider()));

        _scene.Pages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Session_EndedWhereNobodyMayBeAsked_NamesTheCommand()
    {
        await IdentityScene.MintAsync(_scene.Provider());
        _scene.Center.EndSessions(SignInScene.User);

        var error = await RefusedAsync(_scene.Provider(o => (o.SignIn, o.SsoSession) = (IdentityCenterSignIn.Never, null)));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("Run 'aws sso login --profile PROFILE'");
        foreach (var secret in (string[])["accessToken", "refreshToken", "clientSecret"])
            error.ToString().ShouldNotContain(_scene.CachedToken()[secret]);
    }

    [Fact]
    public async Task PermissionSet_ThatIsNoLongerAssigned_IsDenied()
    {
        _scene.Center.Unassign(SignInScene.User, IdentityScene.Account, SignInScene.PermissionSet);

        var error = await RefusedAsync(_scene.Provider());

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("Permission set 'db-readonly' of account 123456789012 gave no credentials");
    }

    [Fact]
    public async Task Portal_ThatThrottles_IsTransient()
    {
        var provider = _scene.Provider();
        _scene.Center.Portal.Faults.Throttle(1);

        (await RefusedAsync(provider)).Kind.ShouldBe(JitProviderErrorKind.Transient);
        _scene.Scene.Time.Advance(TimeSpan.FromSeconds(5));
        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
    }

    [Fact]
    public async Task PermissionSet_WhoseSessionsLastLongerThanThePolicy_IsNotUsed()
    {
        _scene.Center.WritePermissionSet(SignInScene.PermissionSet, new() { SessionDuration = TimeSpan.FromHours(4), DatabaseUserNames = { IdentityScene.UserName } });

        var error = await RefusedAsync(_scene.Provider());

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("last 04:00:00, and MaxSessionDuration is 01:00:00");
        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(_scene.Provider(all: o => o.MaxSessionDuration = TimeSpan.FromHours(4))));
    }

    [Fact]
    public async Task Person_WhoRefuses_IsNotAskedAgainAtOnce()
    {
        _scene.Center.BrowserUser = null;
        var provider = _scene.Provider(o => o.UseBrowser(async (page, _) =>
        {
            _scene.Pages.Add(page);
            var redirect = System.Web.HttpUtility.ParseQueryString(page.Query);
            await _scene.VisitAsync(new Uri($"{redirect["redirect_uri"]}?error=access_denied&state={redirect["state"]}"));
        }));

        (await RefusedAsync(provider)).Message.ShouldContain("The sign-in was refused (access_denied)");
        _scene.Scene.Time.Advance(TimeSpan.FromMinutes(1));
        (await RefusedAsync(provider)).Message.ShouldContain("Nobody is asked again before");
        _scene.Pages.ShouldHaveSingleItem();
        _scene.Scene.Time.Advance(TimeSpan.FromMinutes(5));
        await RefusedAsync(provider);

        _scene.Pages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task SignIn_ThatTheServiceFailed_IsTriedAgainSoon()
    {
        var provider = _scene.Provider();
        _scene.Center.Oidc.Faults.RefusesWith = 503;
        (await RefusedAsync(provider)).Kind.ShouldBe(JitProviderErrorKind.Transient);
        _scene.Center.Oidc.Faults.RefusesWith = null;

        _scene.Scene.Time.Advance(TimeSpan.FromSeconds(10));
        (await RefusedAsync(provider)).Message.ShouldContain("Nobody is asked again before");
        _scene.Pages.ShouldBeEmpty();
        _scene.Scene.Time.Advance(TimeSpan.FromSeconds(30));

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
    }

    [Fact]
    public async Task Person_WhoTakesLong_HoldsUpNoConnectionAndIsAskedOnce()
    {
        Uri? page = null;
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = _scene.Provider(o => o.UseBrowser((address, _) =>
        {
            page = address;
            asked.SetResult();
            return ValueTask.CompletedTask;
        }));
        var mint = IdentityScene.MintAsync(provider);
        await asked.Task;
        await _scene.Scene.Time.PassAsync(TimeSpan.FromSeconds(8)); // as long as a connection waits

        var error = await Should.ThrowAsync<JitProviderException>(() => mint);
        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("a page of the browser asks for it. Connections open when that is done.");
        await _scene.BrowseAsync(page!, IdentityScene.Cancellation);
        while (!Directory.Exists(_scene.CacheFolder) || Directory.GetFiles(_scene.CacheFolder, "*.json").Length == 0)
            await Task.Yield();
        _scene.Scene.Time.Advance(TimeSpan.FromSeconds(20));

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
        asked.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task PermissionSet_ByConfigurationAlone_UsesTheSignInOfTheCli()
    {
        await IdentityScene.MintAsync(_scene.Provider());
        foreach (var (key, value) in (IEnumerable<(string, string)>)
                 [("StartUrl", _scene.Center.StartUrl.AbsoluteUri), ("Region", "eu-west-1"), ("AccountId", IdentityScene.Account), ("PermissionSet", SignInScene.PermissionSet),
                 ("SignIn", "Never"), ("CacheFolder", _scene.CacheFolder), ("OidcEndpoint", _scene.Center.Oidc.Address.AbsoluteUri),
                 ("PortalEndpoint", _scene.Center.Portal.Address.AbsoluteUri)])
            _scene.Scene.Settings[$"JitAccess:Databases:orders:RdsIam:IdentityCenter:{key}"] = value;

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(_scene.Scene.Provider()));
    }

    [Fact]
    public async Task PermissionSet_ThenARole_IsAChain()
    {
        var role = _scene.Center.Assign(SignInScene.User, IdentityScene.Account, SignInScene.PermissionSet);
        _scene.Scene.Aws.WriteRole(IdentityScene.NextRoleArn, new() { TrustedPrincipals = { role }, DatabaseUserNames = { IdentityScene.UserName } });

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(_scene.Provider(all: o => o.ThenAssumeRole(r => r.RoleArn = IdentityScene.NextRoleArn))));

        _scene.Scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains("permission set db-readonly 60 min → STS role reader 60 min → RDS token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ThousandDatabases_OfOnePerson_AskThePortalOnceForEachSession()
    {
        Func<Uri, CancellationToken, ValueTask> browser = _scene.BrowseAsync;
        var providers = _scene.Scene.Providers(o => _scene.Use(o, i => i.UseBrowser(browser)), [.. Enumerable.Range(0, 1000).Select(n => $"db{n}")]);

        await Task.WhenAll(providers.Select(p => IdentityScene.MintAsync(p)));
        _scene.Served("GetRoleCredentials").ShouldBe(1);
        _scene.Scene.Time.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(providers.Select(p => IdentityScene.MintAsync(p)));

        _scene.Served("GetRoleCredentials").ShouldBe(2);
        _scene.Pages.ShouldHaveSingleItem();
    }

    private static Task<JitProviderException> RefusedAsync(IJitCredentialProvider provider) =>
        Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(provider));
}

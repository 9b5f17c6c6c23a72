namespace JitAccess.Vault.Tests;

/// <summary>The provider inside the real engine, which decides when to renew and when to mint.</summary>
public sealed class EngineTests : VaultTest
{
    [Fact]
    public async Task Engine_OverDays_RenewsOneUserWhoseTokenIsShorterThanItsLease()
    {
        var engine = Engine();
        var first = await engine.GetCredentialAsync(Cancellation);

        for (var i = 0; i < 100; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(14));
            await RefreshAsync(engine);
            engine.Current!.Credential.UserName.ShouldBe(first.Credential.UserName);
        }

        Vault.Count(Creds).ShouldBe(1);
        Vault.Count(Login).ShouldBe(1);
        Vault.Count(Renew).ShouldBe(100);
        Vault.Count(RenewSelf).ShouldBe(100);
        engine.Current!.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task Engine_RenewalCutShort_MintsTheSuccessorWhileTheOldUserLives()
    {
        Vault.On(Login, _ => LoginReply(86400));
        var engine = Engine();
        var first = await engine.GetCredentialAsync(Cancellation);
        Vault.On(Renew, RenewReply(1200));

        Time.Advance(TimeSpan.FromMinutes(40));
        await RefreshAsync(engine);
        engine.Current!.Credential.UserName.ShouldBe(first.Credential.UserName);
        engine.Current.Credential.Lease!.MaxExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1200));
        Time.Advance(TimeSpan.FromMinutes(10));
        await RefreshAsync(engine);

        engine.Current!.Credential.UserName.ShouldBe("v-app-2");
        (Time.GetUtcNow() < first.Credential.IssuedAt.AddHours(1)).ShouldBeTrue();
    }

    [Fact]
    public async Task Engine_TokenDies_MintsAnew()
    {
        var engine = Engine();
        await engine.GetCredentialAsync(Cancellation);
        Vault.On(RenewSelf, Capture.Of("token-renew-self-403-expired")).On(LookupSelf, Capture.Of("token-lookup-self-403-bad-token"));

        Time.Advance(TimeSpan.FromMinutes(14));
        await RefreshAsync(engine);

        engine.Current!.Credential.UserName.ShouldBe("v-app-2");
        Vault.Count(Login).ShouldBe(2);
        Vault.Requests.Last(r => r.Line == Creds).Token.ShouldBe("token-number-2");
    }

    [Fact]
    public async Task Engine_UserWasDroppedAtTheDatabase_MintsAnewThoughTheLeaseLives()
    {
        Vault.On(Login, _ => LoginReply(86400));
        var engine = Engine();
        var first = await engine.GetCredentialAsync(Cancellation);
        Vault.On(Renew, Dropped("vault_admin"));
        Time.Advance(TimeSpan.FromMinutes(40));
        await RefreshAsync(engine);
        engine.Current!.Credential.UserName.ShouldBe(first.Credential.UserName); // it is Vault's own user that is gone

        Vault.On(Renew, Dropped(first.Credential.UserName));
        Time.Advance(TimeSpan.FromMinutes(1));
        await RefreshAsync(engine);

        engine.Current!.Credential.UserName.ShouldBe("v-app-2");
        Vault.Count(Lookup).ShouldBe(0);

        static VaultReply Dropped(string user)
        {
            var captured = Capture.Of("lease-renew-pg-role-dropped-out-of-band");
            return captured with { Body = captured.Body.Replace("v-approle-app-s5MzWTIseJQwD9LhhYGV-1795443216", user, StringComparison.Ordinal) };
        }
    }

    [Fact]
    public async Task Engine_VaultIsSealed_KeepsTheCredentialAndRenewsLater()
    {
        var engine = Engine();
        var first = await engine.GetCredentialAsync(Cancellation);
        Vault.On(Renew, Capture.Of("request-sealed-503")).On(RenewSelf, Capture.Of("request-sealed-503")).On(Creds, Capture.Of("request-sealed-503"));
        Time.Advance(TimeSpan.FromMinutes(14));
        await RefreshAsync(engine);

        (await engine.GetCredentialAsync(Cancellation)).Credential.UserName.ShouldBe(first.Credential.UserName);
        engine.GetStatus().Failures.ShouldBeGreaterThan(0);

        Vault.On(Renew, RenewReply(3600)).On(RenewSelf, r => TokenReply(r.Token!, 1200));
        Time.Advance(TimeSpan.FromSeconds(5));
        await RefreshAsync(engine);

        engine.Current!.ExpiresAt.ShouldBeGreaterThan(Time.GetUtcNow().AddMinutes(18));
        Vault.Count(Creds).ShouldBe(1);
        Vault.Count(Login).ShouldBe(1);
    }

    [Fact]
    public async Task Engine_RefusedLoginOfALivingLease_MintsNoUser()
    {
        var engine = Engine();
        var sent = await engine.GetCredentialAsync(Cancellation);

        engine.Invalidate(sent);
        await engine.RefreshInProgress;

        Vault.Count(Lookup).ShouldBe(1);
        Vault.Count(Creds).ShouldBe(1);
    }

    [Fact]
    public async Task Engine_RefusedPasswordOfAStaticRole_ReadsTheNewOneAtOnce()
    {
        Vault.On(StaticCreds, Capture.Of("static-creds-200"), Capture.Of("static-creds-200-after-rotate-role"));
        var provider = Provider(o => (o.Kind, o.Role) = (VaultRoleKind.Static, "svc"));
        var engine = Track(new JitCredentialEngine(provider, Request("svc_static"), runtime: Runtime()));
        var sent = await engine.GetCredentialAsync(Cancellation);

        engine.Invalidate(sent);
        await engine.RefreshInProgress;

        engine.Current!.Credential.Id.ShouldNotBe(sent.Credential.Id);
    }

    private JitCredentialEngine Engine() => Track(new JitCredentialEngine(
        Provider(), Request(), new JitRefreshOptions { TransientRetries = 0 }, Runtime()));

    private JitCredentialEngine Track(JitCredentialEngine engine)
    {
        TrackDisposable(engine);
        return engine;
    }

    private static async Task RefreshAsync(JitCredentialEngine engine)
    {
        engine.StartRefresh();
        await engine.RefreshInProgress;
    }
}

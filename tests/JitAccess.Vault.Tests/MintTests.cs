namespace JitAccess.Vault.Tests;

public sealed class MintTests : VaultTest
{
    [Fact]
    public async Task Mint_OfADynamicRole_LeasesAUserByOneRequest()
    {
        Vault.On(Creds, Capture.Of("database-creds-200")).On(Login, LoginReply(7200));
        var provider = Provider(o => o.Namespace = "team/orders");

        var credential = await MintAsync(provider);

        credential.UserName.ShouldBe("v-approle-app-50TbIpDq3GpJcSpcc6Lv-1795443047");
        credential.RevealSecret().ShouldBe("FvcDwwJhcv8gdQh-3mb3");
        credential.IssuedAt.ShouldBe(Time.GetUtcNow());
        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddHours(1));
        credential.Lease!.IsRenewable.ShouldBeTrue();
        credential.Lease.MaxExpiresAt.ShouldBeNull();
        Vault.Lines.ShouldBe([Login, Creds]);
        var request = Vault.Requests.Last();
        request.Headers["X-Vault-Request"].ShouldBe("true");
        request.Headers["X-Vault-Namespace"].ShouldBe("team/orders");
        request.Headers["User-Agent"].ShouldStartWith("JitAccess.Vault/");
        request.Token.ShouldBe("token-number-1");
        Vault.Requests.First().Token.ShouldBeNull();
    }

    [Fact]
    public async Task Mint_OfADynamicRole_SaysWhatItIs()
    {
        var provider = Provider();

        provider.RotatesUserName.ShouldBeTrue();
        provider.Scope.ShouldBe(JitCredentialScope.PerDatabase);
        provider.PasswordExchange.ShouldBe(JitPasswordExchange.ScramSha256);
        provider.Identity.ToString().ShouldContain("Login = AppRole the-role-id");
        (await MintAsync(provider)).UserName.ShouldNotBe((await MintAsync(provider)).UserName);
    }

    [Fact]
    public async Task Mint_LeaseLongerThanTheToken_EndsWithTheToken()
    {
        Vault.On(Login, LoginReply(300, renewable: false));

        var credential = await MintAsync(Provider());

        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(300));
        credential.Lease!.MaxExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(300));
    }

    [Fact]
    public async Task Mint_LoginAndRequestTakeTimeAndTheClockIsSet_CountsFromBeforeThem()
    {
        Vault.Gate = _ =>
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            Time.AdjustTime(Time.GetUtcNow() + TimeSpan.FromHours(1));
            return Task.CompletedTask;
        };
        var asked = Time.GetUtcNow();

        var credential = await MintAsync(Provider());

        credential.ExpiresAt.ShouldBe(asked.AddSeconds(1200)); // the token's, whose life began before the login was sent
    }

    [Fact]
    public async Task Mint_WithABatchToken_EndsWithItAndIsNeverRevokedByToken()
    {
        Vault.On(Login, Capture.Of("approle-login-200-batch-token")).On(Creds, Capture.Of("database-creds-200-batch-token"));
        var provider = Provider();

        var credential = await MintAsync(provider);
        await provider.DisposeAsync();

        credential.Lease!.MaxExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1200));
        Vault.Count(RevokeSelf).ShouldBe(0);
    }

    [Fact]
    public async Task Mint_NumbersAsFloatsAndTexts_AreRead()
    {
        Vault.On(Creds, new VaultReply(200, """{"lease_id":"a/b","lease_duration":"900.0","renewable":true,"data":{"username":"u","password":"p"}}"""))
            .On(Login, new VaultReply(200, """{"auth":{"client_token":"t","lease_duration":3600.7,"renewable":true,"mount_type":"x"}}"""));

        (await MintAsync(Provider())).ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(900));
    }

    [Fact]
    public async Task Mint_RoleThatGivesKeys_IsMisconfigured()
    {
        Vault.On(Creds, new VaultReply(200, """{"lease_id":"a/b","lease_duration":900,"data":{"username":"u","rsa_private_key":"k"}}"""));

        var error = await RefusedAsync(MintAsync(Provider()));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("credential_type must be password");
    }

    [Fact]
    public async Task Mint_ThroughAnAgentsCache_SubtractsTheAgeAndHasNoLease()
    {
        Vault.On(Creds, Capture.Of("agent-database-creds-200-cached-later"));
        var provider = Provider();

        var credential = await MintAsync(provider);
        await MintAsync(provider);

        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(3598));
        credential.Lease.ShouldBeNull();
        Logs.GetSnapshot().Count(r => r.Id.Name == "AgentCacheAnswered").ShouldBe(1);
    }

    [Fact]
    public async Task Mint_AgentRepeatsAUserThatIsOlderThanItsLease_IsTransient()
    {
        Vault.On(Creds, Capture.Of("agent-database-creds-200-cached-later").With("Age", "3601"));

        var error = await RefusedAsync(MintAsync(Provider()));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("switch it off for database paths");
    }

    [Fact]
    public async Task Mint_AgentRepeatsARefusedUser_IsLogged()
    {
        Vault.On(Creds, Capture.Of("agent-database-creds-200-cached-later"));

        await Provider().GetCredentialAsync(Request(reason: JitRefreshReason.Invalidated), Cancellation);

        Logs.GetSnapshot().ShouldContain(r => r.Id.Name == "AgentCacheRepeatedRefused");
    }

    [Fact]
    public async Task Index_OfAnAnswer_IsSentBackWithTheNextRequest()
    {
        Vault.On(Login, LoginReply(1200).With("X-Vault-Index", "djE6index=="));

        await MintAsync(Provider());

        Vault.Requests.First().Headers.ShouldNotContainKey("X-Vault-Index");
        Vault.Requests.Last().Headers["X-Vault-Index"].ShouldBe("djE6index==");
        Vault.Requests.Last().Headers["X-Vault-Inconsistent"].ShouldBe("forward-active-node");
    }

    [Fact]
    public async Task Path_OfOddNames_IsEscaped()
    {
        Vault.On("GET /v1/team/db/creds/app%20one%3F", CredsReply(3600));

        (await MintAsync(Provider(o => (o.Mount, o.Role) = ("/team/db/", "app one?")))).Lease.ShouldNotBeNull();
    }
}

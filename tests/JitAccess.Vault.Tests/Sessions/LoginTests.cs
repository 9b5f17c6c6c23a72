namespace JitAccess.Vault.Tests.Sessions;

public sealed class LoginTests : VaultTest
{
    [Fact]
    public async Task Mint_HundredConcurrentCallers_LogInOnce()
    {
        var release = new TaskCompletionSource();
        Vault.Gate = r => r.Line == Login ? release.Task : Task.CompletedTask;
        var provider = Provider();

        var mints = Enumerable.Range(0, 100).Select(_ => MintAsync(provider)).ToArray();
        release.SetResult();
        await Task.WhenAll(mints);

        Vault.Count(Login).ShouldBe(1);
        mints.Select(m => m.GetAwaiter().GetResult().UserName).Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public async Task Login_FirstCallerCancels_OthersGetTheirs()
    {
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Vault.Gate = r => r.Line == Login ? Arrive() : Task.CompletedTask;
        var provider = Provider();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var first = provider.GetCredentialAsync(Request(), cancellation.Token).AsTask();
        await arrived.Task;
        var second = MintAsync(provider);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        release.SetResult();

        (await second).UserName.ShouldBe("v-app-1");
        Vault.Count(Login).ShouldBe(1);

        Task Arrive()
        {
            arrived.TrySetResult();
            return release.Task;
        }
    }

    [Fact]
    public async Task Mint_DeniedByAnEndedToken_LogsInOnceAndAsksOnceMore()
    {
        var provider = Provider();
        await MintAsync(provider);
        Vault.On(Creds, Capture.Of("database-creds-403-token-expired"), CredsReply(3600));

        await MintAsync(provider);

        Vault.Lines.ShouldBe([Login, Creds, Creds, Login, Creds]);
        Vault.Requests.Last().Token.ShouldBe("token-number-2");
    }

    [Fact]
    public async Task Mint_DeniedTwice_NamesThePolicyThatIsMissing()
    {
        var provider = Provider();
        var held = await MintAsync(provider);
        Vault.On(Creds, Capture.Of("database-creds-403-policy-denied"));

        var error = await RefusedAsync(MintAsync(provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("""path "database/creds/app" { capabilities = ["read"] }""");
        Vault.Count(Login).ShouldBe(2);
        Vault.Count(Creds).ShouldBe(3);
        (await RenewAsync(provider, held)).UserName.ShouldBe(held.UserName);
        Vault.Requests.Last().Token.ShouldBe("token-number-1");
    }

    [Fact]
    public async Task Mint_DeniedRightAfterTheLogin_LogsInNoMore()
    {
        Vault.On(Creds, Capture.Of("database-creds-403-policy-denied"));

        await RefusedAsync(MintAsync(Provider()));

        Vault.Lines.ShouldBe([Login, Creds, LookupSelf]); // the last tells a policy from a node that has not seen the login yet
    }

    [Fact]
    public async Task Mint_ByANodeThatHasNotSeenTheLogin_IsTransientAndStillNamesTheRule()
    {
        Vault.On(Creds, Capture.Of("database-creds-403-token-expired")).On(LookupSelf, Capture.Of("token-lookup-self-403-bad-token"));
        var provider = Provider();

        var error = await RefusedAsync(MintAsync(provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("has not yet seen the login");
        error.Message.ShouldContain("""path "database/creds/app" { capabilities = ["read"] }""");
        Vault.On(Creds, CredsReply(3600));
        (await MintAsync(provider)).UserName.ShouldBe("v-app-1");
        Vault.Count(Login).ShouldBe(1);
    }

    [Fact]
    public async Task Login_FromAnAgentsCache_IsAsOldAsTheCacheSaysAndNeverRevoked()
    {
        Vault.On(Login, LoginReply(1200).With("X-Cache", "HIT").With("Age", "300"));
        var provider = Provider();

        var credential = await MintAsync(provider);
        await provider.DisposeAsync();

        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(900));
        Vault.Count(RevokeSelf).ShouldBe(0); // others have the token too
    }

    [Theory]
    [InlineData("login-sealed-503", JitProviderErrorKind.Transient)]
    [InlineData("login-wrong-auth-mount-no-token-400", JitProviderErrorKind.Denied)]
    [InlineData("approle-login-400-bad-role-id", JitProviderErrorKind.Misconfigured)]
    [InlineData("approle-login-400-bad-secret-id", JitProviderErrorKind.Denied)]
    [InlineData("approle-login-400-secret-id-used-up", JitProviderErrorKind.Denied)]
    [InlineData("approle-login-400-missing-secret-id", JitProviderErrorKind.Denied)]
    public async Task Login_Refused_IsTriedOnce(string capture, JitProviderErrorKind kind)
    {
        Vault.On(Login, Capture.Of(capture));

        (await RefusedAsync(MintAsync(Provider()))).Kind.ShouldBe(kind);
        Vault.Lines.ShouldBe([Login]);
    }

    [Fact]
    public async Task Login_AfterAFailedOne_IsTriedAgain()
    {
        Vault.On(Login, Capture.Of("login-sealed-503"), LoginReply(1200));
        var provider = Provider();
        await RefusedAsync(MintAsync(provider));

        (await MintAsync(provider)).UserName.ShouldBe("v-app-1");
    }

    [Fact]
    public async Task Login_TokenOfFewUses_IsRefused()
    {
        Vault.On(Login, new VaultReply(200, """{"auth":{"client_token":"token","lease_duration":60,"num_uses":3}}"""));

        (await RefusedAsync(MintAsync(Provider()))).Message.ShouldContain("token_num_uses");
    }

    [Fact]
    public async Task Login_NamespaceOfItsOwn_MayBeAParent()
    {
        await MintAsync(Provider(o => (o.Namespace, o.Auth.Namespace) = ("team/orders", "team")));

        Vault.Requests.First().Headers["X-Vault-Namespace"].ShouldBe("team");
        Vault.Requests.Last().Headers["X-Vault-Namespace"].ShouldBe("team/orders");
    }

    [Fact]
    public async Task Login_InTheRootNamespace_SendsNone()
    {
        await MintAsync(Provider(o => (o.Namespace, o.Auth.Namespace) = ("team", "/")));

        Vault.Requests.First().Headers.ShouldNotContainKey("X-Vault-Namespace");
    }
}

namespace JitAccess.Vault.Tests.Sessions;

/// <summary>A lease dies with its token: the token is renewed, exchanged in time, and taken into account.</summary>
public sealed class TokenLifeTests : VaultTest
{
    [Fact]
    public async Task Renew_TokenShorterThanTheLease_RenewsTheTokenFirst()
    {
        var provider = Provider();
        var credential = await MintAsync(provider);
        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1200));
        Time.Advance(TimeSpan.FromSeconds(780)); // when the engine renews what lives 20 minutes

        var renewed = await RenewAsync(provider, credential);

        Vault.Lines.TakeLast(2).ShouldBe([RenewSelf, Renew]);
        renewed.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1200));
        renewed.RevealSecret().ShouldBe(credential.RevealSecret());
        renewed.Lease!.MaxExpiresAt.ShouldBeNull();
    }

    [Fact]
    public async Task Renew_TokenWithMuchLife_LeavesItAlone()
    {
        Vault.On(Login, LoginReply(36000));
        var provider = Provider();
        var credential = await MintAsync(provider);
        Time.Advance(TimeSpan.FromMinutes(40));

        await RenewAsync(provider, credential);

        Vault.Count(RenewSelf).ShouldBe(0);
    }

    [Fact]
    public async Task Renew_TokenAtItsMaximum_ShowsTheHardEnd()
    {
        var provider = Provider();
        var credential = await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(780));
        Vault.On(RenewSelf, r => TokenReply(r.Token!, 500));

        var renewed = await RenewAsync(provider, credential);

        renewed.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(500));
        renewed.Lease!.MaxExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(500));
    }

    [Fact]
    public async Task Mint_TokenAtItsMaximum_LogsInAnewAndKeepsTheOldForItsLease()
    {
        var provider = Provider();
        var old = await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(780));
        Vault.On(RenewSelf, r => TokenReply(r.Token!, 500));
        await RenewAsync(provider, old);
        Time.Advance(TimeSpan.FromSeconds(250));

        var next = await MintAsync(provider);

        next.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1200));
        Vault.Requests.Last().Token.ShouldBe("token-number-2");
        Vault.Count(RevokeSelf).ShouldBe(0);

        await provider.RevokeAsync(old, Cancellation);
        await provider.DisposeAsync();

        Vault.Requests.Where(r => r.Line == Revoke).ShouldHaveSingleItem().Token.ShouldBe("token-number-1");
        Vault.Requests.Where(r => r.Line == RevokeSelf).Select(r => r.Token).ShouldBe(["token-number-1", "token-number-2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Mint_TokenThatIsDue_IsRenewedWithoutALogin()
    {
        var provider = Provider();
        await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(800));

        var credential = await MintAsync(provider);

        Vault.Count(Login).ShouldBe(1);
        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1200));
    }

    [Fact]
    public async Task Mint_TokenHasEnded_LogsIn()
    {
        var provider = Provider();
        await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(1200));

        await MintAsync(provider);

        Vault.Lines.ShouldBe([Login, Creds, Login, Creds]);
    }

    [Fact]
    public async Task Renew_TokenCannotBeRenewedNow_RenewsTheLeaseAndLogsInNoMore()
    {
        var provider = Provider();
        var credential = await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(780));
        Vault.On(RenewSelf, Capture.Of("request-sealed-503"));

        var renewed = await RenewAsync(provider, credential);

        renewed.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(420));
        Vault.Count(Login).ShouldBe(1);
        Logs.GetSnapshot().ShouldContain(r => r.Id.Name == "TokenRenewalFailed");
    }

    [Fact]
    public async Task Renew_TokenThatIsNotRenewableAfterAll_ShowsTheHardEnd()
    {
        var provider = Provider();
        var credential = await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(780));
        Vault.On(RenewSelf, Capture.Of("token-renew-self-not-renewable"));

        (await RenewAsync(provider, credential)).Lease!.MaxExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(420));
    }

    [Fact]
    public async Task Renew_SessionIsDead_IsTerminalAndTheLeaseIsGone()
    {
        var provider = Provider();
        var credential = await MintAsync(provider);
        Vault.On(Renew, Capture.Of("database-creds-403-token-expired")).On(LookupSelf, Capture.Of("token-lookup-self-403-bad-token"));

        var error = await RefusedAsync(RenewAsync(provider, credential));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("token_period");
        (await provider.IsLeaseAliveAsync(credential, Cancellation)).ShouldBeFalse();
        Vault.Count(Lookup).ShouldBe(0);
        Vault.Count(Login).ShouldBe(1);
    }

    [Fact]
    public async Task Renew_ForbiddenByPolicy_NamesTheRuleAndTheLeaseLives()
    {
        var provider = Provider();
        var credential = await MintAsync(provider);
        Vault.On(Renew, Capture.Of("lease-renew-403-policy-denied"));

        var error = await RefusedAsync(RenewAsync(provider, credential));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("""path "sys/leases/renew" { capabilities = ["update"] }""");
        (await provider.IsLeaseAliveAsync(credential, Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Renew_TokenEndsByTheClock_AsksNobody()
    {
        Vault.On(Login, LoginReply(1200, renewable: false));
        var provider = Provider();
        var credential = await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(1200));
        Vault.Requests.Clear();

        (await RefusedAsync(RenewAsync(provider, credential))).Kind.ShouldBe(JitProviderErrorKind.Denied);
        (await provider.IsLeaseAliveAsync(credential, Cancellation)).ShouldBeFalse();
        await provider.RevokeAsync(credential, Cancellation);

        Vault.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispose_RevokesTheTokenOfItsLogin()
    {
        var provider = Provider();
        await MintAsync(provider);

        await provider.DisposeAsync();
        await provider.DisposeAsync();

        Vault.Count(RevokeSelf).ShouldBe(1);
        await Should.ThrowAsync<ObjectDisposedException>(MintAsync(provider));
    }

    [Fact]
    public async Task Dispose_VaultDoesNotAnswer_EndsAfterFiveSecondsForAllProvidersOfAContainer()
    {
        var providers = Enumerable.Range(0, 3).Select(_ => Provider()).ToList();
        foreach (var provider in providers)
            await MintAsync(provider);
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Vault.Gate = _ =>
        {
            arrived.TrySetResult();
            return release.Task;
        };

        var disposal = DisposeAsync(); // one after the other, as a container does
        await arrived.Task;
        Time.Advance(TimeSpan.FromSeconds(5));
        await disposal;
        release.SetResult();

        Logs.GetSnapshot().Count(r => r.Id.Name == "TokenRevocationFailed").ShouldBe(3);

        async Task DisposeAsync()
        {
            foreach (var provider in providers)
                await provider.DisposeAsync();
        }
    }
}

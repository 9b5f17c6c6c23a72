namespace JitAccess.Vault.Tests.Internal;

public sealed class LeaseTests : VaultTest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Renew_AsksForWhatWasGrantedAtFirst()
    {
        var (provider, credential) = await MintedAsync();
        Time.Advance(TimeSpan.FromMinutes(40));

        var renewed = await RenewAsync(provider, credential);

        renewed.ExpiresAt.ShouldBe(Time.GetUtcNow() + Hour);
        renewed.UserName.ShouldBe(credential.UserName);
        renewed.Id.ShouldBe(credential.Id);
        Vault.Requests.Last().Body.ShouldBe("""{"lease_id":"database/creds/app/lease-number-1","increment":3600}""");
        Vault.Requests.Last().Headers["Content-Type"].ShouldBe("application/json");
        (await RenewAsync(provider, renewed)).UserName.ShouldBe(credential.UserName);
    }

    [Fact]
    public async Task Renew_CutShortByTheRolesMaximum_ShowsTheHardEnd()
    {
        Vault.On(Creds, CredsReply(10));
        var (provider, credential) = await MintedAsync();
        Vault.On(Renew, Capture.Of("lease-renew-max-ttl-step3"));

        var renewed = await RenewAsync(provider, credential);

        renewed.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(3));
        renewed.Lease!.MaxExpiresAt.ShouldBe(renewed.ExpiresAt);
    }

    [Theory]
    [InlineData("lease-renew-400-not-found", JitProviderErrorKind.Denied)]
    [InlineData("lease-renew-400-expired-at-max-ttl", JitProviderErrorKind.Denied)]
    [InlineData("lease-renew-400-parent-token-revoked-despite-renew-by-other", JitProviderErrorKind.Denied)]
    [InlineData("lease-renew-after-failed-async-revoke", JitProviderErrorKind.Denied)]
    [InlineData("lease-renew-role-deleted", JitProviderErrorKind.Denied)]
    [InlineData("lease-renew-pg-role-dropped-out-of-band", JitProviderErrorKind.Transient)] // a user that is not this one; see EngineTests
    [InlineData("token-renew-self-not-renewable", JitProviderErrorKind.Denied)]
    [InlineData("lease-renew-db-down", JitProviderErrorKind.Transient)]
    [InlineData("lease-renew-after-seal-of-active-asked-active", JitProviderErrorKind.Transient)]
    [InlineData("lease-renew-after-seal-of-active-asked-standby", JitProviderErrorKind.Transient)]
    [InlineData("database-creds-429-rate-limit", JitProviderErrorKind.Transient)]
    public async Task Renew_Refused_IsTerminalOnlyWhereTheLeaseIsGone(string capture, JitProviderErrorKind kind)
    {
        var (provider, credential) = await MintedAsync();
        Vault.On(Renew, Capture.Of(capture));

        (await RefusedAsync(RenewAsync(provider, credential))).Kind.ShouldBe(kind);
        Vault.Count(Login).ShouldBe(1);
    }

    [Theory]
    [InlineData("lease-lookup-200", true)]
    [InlineData("lease-lookup-400-not-found", false)]
    [InlineData("lease-lookup-400-gone-with-token", false)]
    [InlineData("lease-lookup-after-failed-async-revoke", false)]
    public async Task Lookup_SaysWhetherTheLeaseIsThere(string capture, bool alive)
    {
        var (provider, credential) = await MintedAsync();
        Vault.On(Lookup, Capture.Of(capture));

        (await provider.IsLeaseAliveAsync(credential, Cancellation)).ShouldBe(alive);
        Vault.Requests.Last().Path.ShouldBe("/v1/sys/leases/lookup"); // ids in bodies only: paths stand in logs
    }

    [Fact]
    public async Task Lookup_SealedOrForbidden_IsNoProof()
    {
        var (provider, credential) = await MintedAsync();
        Vault.On(Lookup, Capture.Of("request-sealed-503"), Capture.Of("lease-renew-403-policy-denied"));

        await RefusedAsync(provider.IsLeaseAliveAsync(credential, Cancellation).AsTask());
        (await RefusedAsync(provider.IsLeaseAliveAsync(credential, Cancellation).AsTask())).Message.ShouldContain("sys/leases/lookup");
    }

    [Fact]
    public async Task Lookup_DeniedToADeadToken_MeansTheLeaseIsGone()
    {
        var (provider, credential) = await MintedAsync();
        Vault.On(Lookup, Capture.Of("token-lookup-self-403-bad-token")).On(LookupSelf, Capture.Of("token-lookup-self-403-bad-token"));

        (await provider.IsLeaseAliveAsync(credential, Cancellation)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("lease-revoke-204")]
    [InlineData("lease-revoke-202-async")]
    [InlineData("lease-revoke-twice-204")]
    [InlineData("lease-renew-400-not-found")]
    public async Task Revoke_GoneOrThere_Succeeds(string capture)
    {
        var (provider, credential) = await MintedAsync();
        Vault.On(Revoke, Capture.Of(capture));

        await provider.RevokeAsync(credential, Cancellation);

        Vault.Requests.Last().Body.ShouldBe("""{"lease_id":"database/creds/app/lease-number-1","sync":true}""");
    }

    [Fact]
    public async Task Revoke_UserOwnsObjects_SaysWhatToDo()
    {
        var (provider, credential) = await MintedAsync();
        Vault.On(Revoke, Capture.Of("lease-revoke-sync-fails-role-owns-objects"));

        var error = await RefusedAsync(RevokeAsync(provider, credential));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("owns objects");
        error.Message.ShouldContain("""ALTER ROLE "{{name}}" SET role""");
    }

    [Fact]
    public async Task Revoke_DatabaseIsDown_IsTransient()
    {
        var (provider, credential) = await MintedAsync();
        Vault.On(Revoke, Capture.Of("lease-revoke-db-down"));

        (await RefusedAsync(RevokeAsync(provider, credential))).Kind.ShouldBe(JitProviderErrorKind.Transient);
    }

    [Fact]
    public async Task Revoke_ForbiddenByPolicy_EndsTheTokenWhereItHoldsNothingElse()
    {
        var (provider, credential) = await MintedAsync();
        Vault.On(Revoke, Capture.Of("lease-revoke-default-policy-403"));

        await provider.RevokeAsync(credential, Cancellation);

        Vault.Lines.TakeLast(3).ShouldBe([Revoke, LookupSelf, RevokeSelf]);
        await MintAsync(provider);
        Vault.Count(Login).ShouldBe(2);
    }

    [Fact]
    public async Task Revoke_ForbiddenByPolicyWithOtherLeases_NamesTheRule()
    {
        var (provider, credential) = await MintedAsync();
        await MintAsync(provider);
        Vault.On(Revoke, Capture.Of("lease-revoke-default-policy-403"));

        var error = await RefusedAsync(RevokeAsync(provider, credential));

        error.Message.ShouldContain("""path "sys/leases/revoke" { capabilities = ["update"] }""");
        Vault.Count(RevokeSelf).ShouldBe(0);
    }

    [Fact]
    public async Task Lease_OfAnotherProvider_IsRefused()
    {
        var (_, credential) = await MintedAsync();

        (await RefusedAsync(RenewAsync(Provider(), credential))).Message.ShouldContain("not minted by this provider");
    }

    private async Task<(VaultCredentialProvider, JitCredential)> MintedAsync()
    {
        Vault.On(Login, _ => LoginReply(36000));
        var provider = Provider();
        return (provider, await MintAsync(provider));
    }

    private static Task<bool> RevokeAsync(VaultCredentialProvider provider, JitCredential credential) =>
        provider.RevokeAsync(credential, Cancellation).AsTask().ContinueWith(t =>
        {
            t.GetAwaiter().GetResult();
            return true;
        }, TaskScheduler.Default);
}

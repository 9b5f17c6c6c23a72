namespace JitAccess.Vault.Tests.Http;

public sealed class RedirectTests : VaultTest
{
    private static readonly VaultReply Empty = new(307);

    [Fact]
    public async Task Redirect_ToAConfiguredAddress_IsFollowedOnce()
    {
        await using var leader = await FakeVault.StartAsync();
        leader.On(Creds, CredsReply(3600));
        Vault.On(Creds, Empty.With("Location", $"{leader.Url}/v1/database/creds/app"));

        var credential = await MintAsync(Provider(o => o.AdditionalAddresses.Add(leader.Url)));

        credential.UserName.ShouldBe("v-app-1");
        leader.Requests.Single().Token.ShouldBe("token-number-1");
    }

    [Fact]
    public async Task Redirect_OfAPost_KeepsMethodAndBody()
    {
        await using var leader = await FakeVault.StartAsync();
        leader.On(Renew, RenewReply(3600));
        Vault.On(Renew, Empty.With("Location", $"{leader.Url}/v1/sys/leases/renew"));
        var provider = Provider(o => o.AdditionalAddresses.Add(leader.Url));

        await RenewAsync(provider, await MintAsync(provider));

        leader.Requests.Single().Body.ShouldContain("lease-number-1");
    }

    [Theory]
    [InlineData(Creds, 307, "AdditionalAddresses")]
    [InlineData(Creds, 308, "AdditionalAddresses")]
    [InlineData(Creds, 302, "a redirect that is not followed")]
    [InlineData(Login, 307, "AdditionalAddresses")]
    [InlineData(Login, 303, "a redirect that is not followed")]
    public async Task Redirect_ToAnotherHost_TakesNeitherTokenNorBodyThere(string line, int status, string text)
    {
        await using var stranger = await FakeVault.StartAsync();
        Vault.On(line, new VaultReply(status).With("Location", stranger.Url + line.Split(' ')[1]));

        var error = await RefusedAsync(MintAsync(Provider()));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain(text);
        stranger.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://127.0.0.1:{port}/v1/database/creds/app")]
    [InlineData("http://user@127.0.0.1:{port}/v1/database/creds/app")]
    public async Task Redirect_ToAnotherSchemeOrWithAUser_IsNotFollowed(string location)
    {
        Vault.On(Creds, Empty.With("Location", location.Replace("{port}", Vault.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))));

        (await RefusedAsync(MintAsync(Provider()))).Kind.ShouldBe(JitProviderErrorKind.Transient);
        Vault.Count(Creds).ShouldBe(1);
    }

    [Fact]
    public async Task Redirect_Twice_IsTransient()
    {
        Vault.On(Creds, Empty.With("Location", "/v1/database/creds/app"));

        (await RefusedAsync(MintAsync(Provider()))).Kind.ShouldBe(JitProviderErrorKind.Transient);
        Vault.Count(Creds).ShouldBe(2);
    }

    [Fact]
    public async Task Redirect_WithoutALocation_IsTransient()
    {
        Vault.On(Creds, Empty);

        (await RefusedAsync(MintAsync(Provider()))).Kind.ShouldBe(JitProviderErrorKind.Transient);
    }
}

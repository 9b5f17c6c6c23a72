namespace JitAccess.Vault.Tests.Auth;

public sealed class TokenLoginTests : VaultTest
{
    [Fact]
    public async Task Token_OfAFile_IsLookedUpAndNeverRevoked()
    {
        var provider = FromFile(WriteFile("token-of-somebody\n"));

        var credential = await MintAsync(provider);
        await provider.DisposeAsync();

        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1197));
        Vault.Lines.ShouldBe([LookupSelf, Creds]);
        Vault.Requests.Last().Token.ShouldBe("token-of-somebody");
    }

    [Fact]
    public async Task Token_DeniedAndReplacedInTheFile_IsReadAgain()
    {
        var file = WriteFile("old-token");
        var provider = FromFile(file);
        await MintAsync(provider);
        await File.WriteAllTextAsync(file, "new-token", Cancellation);
        Vault.On(Creds, r => r.Token == "new-token" ? CredsReply(60) : Capture.Of("database-creds-403-token-expired"));

        await MintAsync(provider);

        Vault.Requests.Last().Token.ShouldBe("new-token");
    }

    [Fact]
    public async Task Token_DeniedAndUnchanged_IsNotSentAgain()
    {
        var provider = FromFile(WriteFile("old-token"));
        await MintAsync(provider);
        Vault.On(Creds, Capture.Of("database-creds-403-token-expired"));

        var error = await RefusedAsync(MintAsync(provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("has not replaced it");
        Vault.Count(Creds).ShouldBe(2);
    }

    [Fact]
    public async Task Token_HasEnded_SaysWhichOne()
    {
        Vault.On(LookupSelf, Capture.Of("token-lookup-self-403-bad-token"));
        var file = WriteFile("dead-token");

        var error = await RefusedAsync(MintAsync(FromFile(file)));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain(file);
    }

    [Fact]
    public async Task Token_SetInCodeThatNeverEnds_LimitsNoLease()
    {
        Vault.On(LookupSelf, new VaultReply(200, """{"data":{"ttl":0,"renewable":false,"type":"service","num_uses":0}}"""));

        var credential = await MintAsync(Provider(o => o.Auth = WithToken("token-in-code")));

        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddHours(1));
        credential.Lease!.MaxExpiresAt.ShouldBeNull();
    }

    [Fact]
    public async Task Token_WithAnExplicitMaximum_ShowsTheHardEnd()
    {
        Vault.On(LookupSelf, new VaultReply(200, """{"data":{"ttl":1100,"creation_ttl":1200,"explicit_max_ttl":4000,"renewable":true,"type":"service"}}"""));

        var credential = await MintAsync(Provider(o => o.Auth = WithToken("token-in-code")));

        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1100));
        credential.Lease!.MaxExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(3900));
    }

    [Fact]
    public async Task Token_InAnAgentsWrappedSink_IsUnwrapped()
    {
        Vault.On(WrapLookup, new VaultReply(200, """{"data":{"creation_path":"sys/wrapping/wrap"}}"""))
            .On(Unwrap, new VaultReply(200, """{"data":{"token":"unwrapped-token"}}"""));
        var provider = FromFile(WriteFile("""{"token":"wrapping-token","accessor":"","ttl":300,"creation_path":"sys/wrapping/wrap"}"""), isWrapped: true);

        await MintAsync(provider);

        Vault.Lines.ShouldBe([WrapLookup, Unwrap, LookupSelf, Creds]);
        Vault.Requests.Last().Token.ShouldBe("unwrapped-token");
    }

    [Fact]
    public async Task Token_WrappedElsewhere_IsNotUnwrapped()
    {
        Vault.On(WrapLookup, new VaultReply(200, """{"data":{"creation_path":"secret/data/x"}}"""));

        await RefusedAsync(MintAsync(FromFile(WriteFile("wrapping-token"), isWrapped: true)));

        Vault.Lines.ShouldBe([WrapLookup]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    public async Task Token_FileIsEmpty_IsTransient(string text)
    {
        (await RefusedAsync(MintAsync(FromFile(WriteFile(text))))).Kind.ShouldBe(JitProviderErrorKind.Transient);
        Vault.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Token_FileOfSomethingElse_IsNotRead() =>
        (await RefusedAsync(MintAsync(FromFile(WriteFile(new string('x', 70_000)))))).Kind.ShouldBe(JitProviderErrorKind.Misconfigured);

    private VaultCredentialProvider FromFile(string file, bool isWrapped = false) =>
        Provider(o => o.Auth = new VaultAuthOptions { TokenFile = file, TokenFileIsWrapped = isWrapped });

    private static VaultAuthOptions WithToken(string token)
    {
        var auth = new VaultAuthOptions();
        auth.UseToken(new VaultSecret(token));
        return auth;
    }
}

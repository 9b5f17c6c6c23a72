namespace JitAccess.Vault.Tests;

public sealed class StaticRoleTests : VaultTest
{
    [Fact]
    public async Task Read_OfAStaticRole_LastsUntilItsRotation()
    {
        Vault.On(StaticCreds, Capture.Of("static-creds-200"));
        var provider = Static();

        var credential = await MintAsync(provider, "svc_static");

        provider.RotatesUserName.ShouldBeFalse();
        credential.UserName.ShouldBe("svc_static");
        credential.ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(28));
        credential.Lease.ShouldBeNull();
    }

    [Fact]
    public async Task Read_WhileItRotates_ServesTheOldPasswordForAMomentAndLongerWhereVaultIsLate()
    {
        Vault.On(StaticCreds, Capture.Of("static-creds-200-ttl-zero"));
        var provider = Static();

        var lives = new List<double>();
        for (var i = 0; i < 8; i++)
            lives.Add(((await MintAsync(provider, "svc_static")).ExpiresAt - Time.GetUtcNow()).TotalSeconds);

        lives.ShouldBe([1.5, 3, 6, 12, 24, 24, 24, 24]);
        Vault.On(StaticCreds, Capture.Of("static-creds-200"), Capture.Of("static-creds-200-ttl-zero"));
        await MintAsync(provider, "svc_static");
        (await MintAsync(provider, "svc_static")).ExpiresAt.ShouldBe(Time.GetUtcNow().AddSeconds(1.5)); // another rotation, another count
    }

    [Theory]
    [InlineData("orders_app")]
    [InlineData(null)]
    public async Task Read_OfAnotherUser_NamesBoth(string? user)
    {
        Vault.On(StaticCreds, Capture.Of("static-creds-200"));

        var error = await RefusedAsync(MintAsync(Static(), user));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("'svc_static'");
        error.Message.ShouldContain($"'{user ?? "nobody"}'");
    }

    [Fact]
    public async Task Read_OfAnUnknownRole_SaysWhereRolesAreListed()
    {
        Vault.On(StaticCreds, Capture.Of("static-creds-400-unknown"));

        var error = await RefusedAsync(MintAsync(Static(), "svc_static"));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("vault list database/static-roles");
    }

    private VaultCredentialProvider Static() => Provider(o => (o.Kind, o.Role) = (VaultRoleKind.Static, "svc"));
}

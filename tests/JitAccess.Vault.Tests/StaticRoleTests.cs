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
    public async Task Read_WhileItRotates_IsTransientForASecond()
    {
        Vault.On(StaticCreds, Capture.Of("static-creds-200-ttl-zero"));

        var error = await RefusedAsync(MintAsync(Static(), "svc_static"));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
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

using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>Which rule of a policy fits a path, and which wins.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultPolicyTests(VaultFixture fixture)
{
    [Theory]
    [InlineData("database/creds/app", "database/creds/app", true)]
    [InlineData("database/creds/app", "database/creds/apps", false)]
    [InlineData("database/creds/*", "database/creds/app", true)]
    [InlineData("database/creds/a*", "database/creds/app", true)]
    [InlineData("database/creds/a*", "database/creds/bpp", false)]
    [InlineData("database/+/app", "database/creds/app", true)]
    [InlineData("database/+/app", "database/creds/x/app", false)]
    [InlineData("+/creds/*", "other/creds/app", true)]
    [InlineData("+/creds/a*", "other/creds/bpp", false)]
    [InlineData("+/creds/*", "other/static-creds/app", false)]
    [InlineData("*", "anything/at/all", true)]
    public void Rule_FitsAPath(string rule, string path, bool fits) => PolicyRules.Fits(rule, path).ShouldBe(fits);

    [Fact]
    public async Task Rules_OfSeveralPolicies_TheBestOneWinsAndDenialBeatsGrants()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var root = scene.Emulator.Root;
        root.WritePolicy("wide", new VaultEmulatorPolicy().AllowRead("database/*"));
        root.WritePolicy("narrow", new VaultEmulatorPolicy().Allow("database/creds/owner", VaultEmulatorCapabilities.Deny));
        root.WritePolicy("again", new VaultEmulatorPolicy().AllowRead("database/creds/owner"));
        var wide = root.CreateToken(new() { Policies = { "wide" } }).RevealValue();
        var both = root.CreateToken(new() { Policies = { "wide", "narrow", "again" } }).RevealValue();

        (await scene.CredsAsync(wide, "owner")).Status.ShouldBe(200);
        (await scene.CredsAsync(both, "owner")).Status.ShouldBe(403);
        (await scene.CredsAsync(both)).Status.ShouldBe(200);
        Should.Throw<ArgumentException>(() => new VaultEmulatorPolicy().AllowRead("a*/b"));
        Should.Throw<ArgumentException>(() => root.WritePolicy("root", new VaultEmulatorPolicy()));
    }

    [Theory]
    [InlineData("1800", 1800)]
    [InlineData("30m", 1800)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172800)]
    [InlineData("", 0)]
    public void Duration_IsReadAsTheServerReadsIt(string text, long seconds)
    {
        GoDuration.TryParse(text, out var span).ShouldBeTrue();
        span.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("1800.0")]
    [InlineData("soon")]
    [InlineData("1x")]
    [InlineData("h")]
    [InlineData("99999999999999999999s")]
    public void Duration_ThatIsNone_IsRefused(string text) => GoDuration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(1_000_000, "277h46m40s")]
    [InlineData(7200, "2h")]
    [InlineData(86399, "23h59m59s")]
    [InlineData(3597, "59m57s")]
    [InlineData(3, "3s")]
    [InlineData(3605, "1h0m5s")]
    [InlineData(0, "0s")]
    public void Duration_IsWrittenAsTheServerWritesIt(long seconds, string text) => GoDuration.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}

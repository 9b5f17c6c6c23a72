using JitAccess.Internal;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Internal;

public class TransportGateTests
{
    [Theory]
    [InlineData("")]
    [InlineData("SSL Mode=VerifyFull")]
    [InlineData("SSL Mode=Prefer")]
    public void Apply_DefaultsOrStronger_WritesEverySettingExplicitly(string addition)
    {
        var settings = Settings(addition);

        TransportGate.Apply(settings, "orders", JitPasswordExchange.ClearTextInsideTls, unverifiedReason: null);

        settings.SslMode.ShouldBe(SslMode.VerifyFull);
        settings.GssEncryptionMode.ShouldBe(GssEncryptionMode.Disable);
        settings.RequireAuth.ShouldBe("Password");
        settings.ConnectionString.ShouldContain("SSL Mode=VerifyFull");
        settings.ConnectionString.ShouldContain("GSS Encryption Mode=Disable");
        settings.ConnectionString.ShouldContain("SSL Negotiation=Postgres");
    }

    [Fact]
    public void Apply_Scram_RequiresScram()
    {
        var settings = Settings("");

        TransportGate.Apply(settings, "orders", JitPasswordExchange.ScramSha256, unverifiedReason: null);

        settings.RequireAuth.ShouldBe("ScramSHA256");
    }

    [Theory]
    [InlineData("SSL Mode=Disable", "clear text")]
    [InlineData("SSL Mode=Allow", "clear text")]
    [InlineData("SSL Mode=Require", "TokenEndpoints")]
    [InlineData("SSL Mode=VerifyCA", "AllowUnverifiedServer")]
    [InlineData("GSS Encryption Mode=Require", "GSS Encryption Mode=Require")]
    [InlineData("Require Auth=MD5", "Require Auth=MD5")]
    [InlineData("Password=canary", "remove Password")]
    [InlineData("Passfile=/x/pgpass", "Passfile")]
    public void Apply_WeakerOrOtherSecret_RefusesWithRemedyAndWithoutTheSecret(string addition, string expected)
    {
        var error = Should.Throw<JitConfigurationException>(() =>
            TransportGate.Apply(Settings(addition), "orders", JitPasswordExchange.ClearTextInsideTls, unverifiedReason: null));

        error.Message.ShouldContain("'orders'");
        error.Message.ShouldContain(expected);
        error.ToString().ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("", SslMode.Require)]
    [InlineData("SSL Mode=Require", SslMode.Require)]
    [InlineData("SSL Mode=VerifyCA", SslMode.VerifyCA)]
    [InlineData("SSL Mode=VerifyFull", SslMode.VerifyFull)]
    public void Apply_UnverifiedAllowed_StillDemandsTls(string addition, SslMode expected)
    {
        var settings = Settings(addition);

        TransportGate.Apply(settings, "orders", JitPasswordExchange.ClearTextInsideTls, "an appliance with a self-signed certificate");

        settings.SslMode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("SSL Mode=Disable")]
    [InlineData("SSL Mode=Allow")]
    public void Apply_UnverifiedAllowed_NeverClearText(string addition) =>
        Should.Throw<JitConfigurationException>(() =>
            TransportGate.Apply(Settings(addition), "orders", JitPasswordExchange.ClearTextInsideTls, "because"));

    private static NpgsqlConnectionStringBuilder Settings(string addition) => new($"Host=db;Username=u;{addition}");
}

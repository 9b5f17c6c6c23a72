using JitAccess.Internal;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Internal;

public class TransportGateTests
{
    private static readonly FakeProvider ClearText = new();
    private static readonly FakeProvider Scram = new() { PasswordExchange = JitPasswordExchange.ScramSha256 };
    private static readonly FakeProvider Standing = new() { PasswordExchange = JitPasswordExchange.ScramSha256, IsStanding = true };

    [Theory]
    [InlineData("")]
    [InlineData("SSL Mode=VerifyFull")]
    [InlineData("SSL Mode=Prefer")]
    public void Apply_DefaultsOrStronger_WritesEverySettingExplicitly(string addition)
    {
        var settings = Settings(addition);

        TransportGate.Apply(settings, "orders", ClearText, unverifiedReason: null);

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

        TransportGate.Apply(settings, "orders", Scram, unverifiedReason: null);

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
            TransportGate.Apply(Settings(addition), "orders", ClearText, unverifiedReason: null));

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

        TransportGate.Apply(settings, "orders", ClearText, "an appliance with a self-signed certificate");

        settings.SslMode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("SSL Mode=Disable")]
    [InlineData("SSL Mode=Allow")]
    public void Apply_UnverifiedAllowed_NeverClearText(string addition) =>
        Should.Throw<JitConfigurationException>(() =>
            TransportGate.Apply(Settings(addition), "orders", ClearText, "because"));

    [Theory]
    [InlineData("localhost", "SSL Mode=Disable", SslMode.Disable)]
    [InlineData("127.0.0.1", "", SslMode.Prefer)]
    [InlineData("127.0.0.2,[::1]:5433", "SSL Mode=Require", SslMode.Require)]
    public void Apply_StandingPasswordOnLoopback_LeavesTlsAndStillDemandsScram(string host, string addition, SslMode expected)
    {
        var settings = new NpgsqlConnectionStringBuilder($"Host={host};Username=u;{addition}");

        TransportGate.Apply(settings, "orders", Standing, unverifiedReason: null);

        settings.SslMode.ShouldBe(expected);
        settings.ConnectionString.ShouldContain("SSL Mode=");
        settings.RequireAuth.ShouldBe("ScramSHA256");
    }

    [Theory]
    [InlineData("db")]
    [InlineData("localhost,db")]
    [InlineData("localhost.example")]
    [InlineData("10.0.0.1")]
    public void Apply_StandingPasswordElsewhere_DemandsVerifyFull(string host)
    {
        var settings = new NpgsqlConnectionStringBuilder($"Host={host};Username=u");
        TransportGate.Apply(settings, "orders", Standing, unverifiedReason: null);
        settings.SslMode.ShouldBe(SslMode.VerifyFull);

        var weak = new NpgsqlConnectionStringBuilder($"Host={host};Username=u;SSL Mode=Disable");
        Should.Throw<JitConfigurationException>(() => TransportGate.Apply(weak, "orders", Standing, unverifiedReason: null));
    }

    private static NpgsqlConnectionStringBuilder Settings(string addition) => new($"Host=db;Username=u;{addition}");
}

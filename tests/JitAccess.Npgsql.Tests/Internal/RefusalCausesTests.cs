using System.Diagnostics;
using JitAccess.Internal;

namespace JitAccess.Npgsql.Tests.Internal;

public sealed class RefusalCausesTests
{
    [Theory]
    [InlineData("28000: PAM authentication failed for user \"app\"", nameof(ServerAnswer.CredentialRefused))]
    [InlineData("28000: LDAP authentication failed for user \"app\"", nameof(ServerAnswer.CredentialRefused))]
    [InlineData("28P01: password authentication failed for user \"app\"", nameof(ServerAnswer.PasswordRefused))]
    [InlineData("28000: role \"app\" does not exist", nameof(ServerAnswer.RoleMissing))]
    [InlineData("28000: role \"app\" is not permitted to log in", nameof(ServerAnswer.RoleMayNotLogIn))]
    [InlineData("28000: no pg_hba.conf entry for host \"10.0.0.1\", user \"app\", database \"orders\", SSL encryption", nameof(ServerAnswer.NoRule))]
    [InlineData("28000: no pg_hba.conf entry for host \"10.0.0.1\", user \"app\", database \"orders\", no encryption", nameof(ServerAnswer.NoRuleWithoutTls))]
    [InlineData("28000: pg_hba.conf rejects connection for host \"10.0.0.1\", user \"app\", database \"orders\", SSL off", nameof(ServerAnswer.NoRuleWithoutTls))]
    [InlineData("28000: PAM-Authentifizierung für Benutzer »app« fehlgeschlagen", nameof(ServerAnswer.Unknown))]
    [InlineData("", nameof(ServerAnswer.Unknown))]
    public void Read_TextOfTheServer_IsToldApart(string text, string expected)
    {
        using var activity = new Activity("CONNECT orders");
        activity.AddException(new InvalidOperationException(text));

        ServerAnswerReader.Read(activity).ToString().ShouldBe(expected);
    }

    [Fact]
    public void Read_ActivityWithoutException_IsUnknown()
    {
        using var activity = new Activity("CONNECT orders");

        ServerAnswerReader.Read(activity).ShouldBe(ServerAnswer.Unknown);
    }

    [Theory]
    [InlineData(nameof(ServerAnswer.RoleMissing), "does not exist")]
    [InlineData(nameof(ServerAnswer.RoleMayNotLogIn), "ALTER ROLE")]
    [InlineData(nameof(ServerAnswer.NoRule), "pg_hba.conf")]
    [InlineData(nameof(ServerAnswer.NoRuleWithoutTls), "without TLS")]
    [InlineData(nameof(ServerAnswer.PasswordRefused), "GRANT rds_iam")]
    public void Order_AnswerThatNamesACause_PutsItBeforeTheProviders(string answer, string expected)
    {
        var causes = RefusalCauses.Order(Enum.Parse<ServerAnswer>(answer), new JitRefusalDiagnosis("figures", ["of the provider"]));

        causes.Count.ShouldBe(2);
        causes[0].ShouldContain(expected);
        causes[1].ShouldBe("of the provider");
    }

    [Fact]
    public void Order_AnswerThatNamesNone_LeavesTheProviders() =>
        RefusalCauses.Order(ServerAnswer.CredentialRefused, new JitRefusalDiagnosis("figures", ["a", "b"])).ShouldBe(["a", "b"]);

    [Fact]
    public void Order_NothingKnown_StillNamesPossibilities() => RefusalCauses.Order(ServerAnswer.Unknown, null).Count.ShouldBe(2);

    [Theory]
    [InlineData("28000: no pg_hba.conf entry for host \"127.0.0.1\", user \"v-orders-1\", database \"orders\", SSL encryption", true)]
    [InlineData("28000: kein pg_hba.conf-Eintrag für Host »127.0.0.1«, Benutzer »v-orders-1«, Datenbank »orders«, SSL-Verschlüsselung", true)]
    [InlineData("v-orders-1", true)]
    [InlineData("v-orders-10, v-orders-1", true)]
    [InlineData("28000: no pg_hba.conf entry for host \"127.0.0.1\", user \"v-orders-10\", database \"orders\", SSL encryption", false)]
    [InlineData("28000: no pg_hba.conf entry for host \"127.0.0.1\", user \"dev-orders-1\", database \"orders\", SSL encryption", false)]
    [InlineData("", false)]
    public void Names_InTextsOfServers_AreWholeNames(string text, bool isNamed) => ServerAnswerReader.Names(text, "v-orders-1").ShouldBe(isNamed);
}

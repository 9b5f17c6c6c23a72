using System.Globalization;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Internal;

/// <summary>Orders what SQLSTATE 28000 can mean at AWS by what the client can know.</summary>
/// <remarks>RDS answers "PAM authentication failed" to tokens that are expired, invalid, unauthorised or throttled alike; its log export
/// <c>iam-db-auth-error</c> tells them apart. So this lists possibilities, and a figure only moves one to the front.</remarks>
internal sealed class AwsRefusalDiagnosis(AwsTokenService service, AwsIdentity identity, ClockDifference? clock)
{
    // RDS recommends fewer than 200 new connections a second; other clients of the database count as well.
    private const int ManyOpens = 100;

    private bool IsDsql => service == AwsTokenService.Dsql;

    public JitRefusalDiagnosis Create(JitLoginRefusal refusal, SigningFacts facts)
    {
        var causes = refusal.AcceptedAtAge is null ? NeverAccepted(refusal, facts) : AcceptedBefore(refusal, facts);

        // A stable sort: where the evidence is equal the order is the one below.
        return new JitRefusalDiagnosis(Figures(facts), [.. causes.OrderByDescending(c => c.Evidence).Select(c => c.Text)]);
    }

    /// <summary>The order for a credential that has never worked: what is set up wrongly comes first.</summary>
    private RefusalCause[] NeverAccepted(JitLoginRefusal refusal, SigningFacts facts) =>
    [
        KeysEnded(refusal, facts), Throttled(refusal), Endpoint(refusal, facts), Permission(refusal, facts), Role(refusal), Clock(refusal),
        Fault(),
    ];

    /// <summary>The order for a credential that worked before: set-up was right then, so what changes by itself comes first.</summary>
    private RefusalCause[] AcceptedBefore(JitLoginRefusal refusal, SigningFacts facts) =>
        [KeysEnded(refusal, facts), Throttled(refusal), Clock(refusal), Permission(refusal, facts), Role(refusal), Fault()];

    private string Figures(SigningFacts facts) => string.Create(
        CultureInfo.InvariantCulture,
        $"It was signed for region {facts.Region} by key {facts.AccessKeyId} ({identity}), {Keys(facts)}, and is {facts.Length} characters long.")
        + (facts.Chain is null ? "" : $" It hung on: {facts.Chain}.");

    private static string Keys(SigningFacts facts) => facts switch
    {
        { KeysExpireAt: { } end } => string.Create(CultureInfo.InvariantCulture, $"which ends at {end:O}"),
        { IsTemporary: true } => "which is temporary and ends nobody says when",
        _ => "which is long-lived",
    };

    private static RefusalCause KeysEnded(JitLoginRefusal refusal, SigningFacts facts)
    {
        var ended = facts.KeysExpireAt <= refusal.RefusedAt;
        return new RefusalCause(
            ended,
            (ended, facts.KeysExpireAt, facts.IsTemporary) switch
            {
                (true, { } end, _) => string.Create(CultureInfo.InvariantCulture,
                    $"the AWS credentials that signed the token ended at {end:O}, and the token with them"),
                (_, { } end, _) => string.Create(CultureInfo.InvariantCulture,
                    $"the AWS credentials that signed the token were revoked, or ended before their time ({end:O})"),
                (_, null, true) => "the AWS credentials that signed the token have ended, of which nobody says when, or were revoked",
                _ => "the AWS credentials that signed the token were revoked or deactivated",
            });
    }

    private RefusalCause Throttled(JitLoginRefusal refusal) => new(
        refusal.OpensPerSecond > ManyOpens,
        string.Create(CultureInfo.InvariantCulture,
            $"too many new connections, from others if not from here ({refusal.OpensPerSecond} within a second")
        + (IsDsql ? ")" : "; RDS recommends fewer than 200 from all clients)") + ": let pools grow slowly and their sessions live longer");

    private static RefusalCause Endpoint(JitLoginRefusal refusal, SigningFacts facts)
    {
        var ownName = AwsDatabaseEndpoint.Parse(refusal.Token.Host).Region is null;
        var differs = refusal.Connect != refusal.Token;
        return new RefusalCause(
            ownName || differs,
            $"the token is for {refusal.Token}, region {facts.Region}, user '{refusal.Credential.UserName}', and the database goes by another "
            + (ownName ? "name: this one is none of AWS', and only the database's own is accepted"
                : differs ? $"host or port than its entry in TokenEndpoints says ({refusal.Connect} was dialled)"
                : "host, port or region"));
    }

    private RefusalCause Permission(JitLoginRefusal refusal, SigningFacts facts) => new(
        false,
        IsDsql
            ? $"the identity lacks dsql:{(refusal.Credential.UserName == "admin" ? "DbConnectAdmin" : "DbConnect")} on "
              + $"arn:{AwsPartition.Of(facts.Region)}:dsql:{facts.Region}:ACCOUNT:cluster/{refusal.Token.Host.Split('.')[0]}"
            : $"the identity lacks rds-db:connect on arn:{AwsPartition.Of(facts.Region)}:rds-db:{facts.Region}:ACCOUNT:dbuser:RESOURCE-ID/"
              + $"{refusal.Credential.UserName} (RESOURCE-ID is the DbiResourceId, for a proxy prx-…), or is denied it; which role it is, "
              + "'aws sts get-caller-identity' tells");

    private RefusalCause Role(JitLoginRefusal refusal) => new(
        false,
        IsDsql
            ? $"the role is not tied to the identity (AWS IAM GRANT \"{refusal.Credential.UserName}\" TO 'ARN of the role')"
            : $"the user lacks the database role (GRANT rds_iam TO \"{refusal.Credential.UserName}\"), or IAM authentication is off on the "
              + "instance or the proxy");

    private RefusalCause Clock(JitLoginRefusal refusal)
    {
        var left = refusal.Credential.ExpiresAt - refusal.RefusedAt;
        if (clock is not null)
            return new RefusalCause(RefusalEvidence.Measurement, string.Create(CultureInfo.InvariantCulture,
                $"a clock is wrong: this machine's was {clock.Size:c} {clock.Relation} when AWS last answered, at {clock.MeasuredAt:O} by it; it ")
                + string.Create(CultureInfo.InvariantCulture,
                $"says {refusal.RefusedAt:O} now and the token ends at {refusal.Credential.ExpiresAt:O}: synchronise it (NTP)"));

        if (refusal.AcceptedAtAge is not { } accepted)
            return new RefusalCause(false, string.Create(CultureInfo.InvariantCulture,
                $"a clock is wrong: by this machine's it is {refusal.RefusedAt:O} and the token ends at {refusal.Credential.ExpiresAt:O}"));

        // The same token was good when it was younger. The older it is, the less the server's clock need be ahead to find it ended.
        return new RefusalCause(
            refusal.Age > accepted && left < refusal.Age,
            string.Create(CultureInfo.InvariantCulture, $"a clock is wrong: the same token was accepted when {accepted:c} old and refused when ")
            + string.Create(CultureInfo.InvariantCulture, $"{refusal.Age:c} old, and has ended if the server's clock is {left:c} ahead"));
    }

    private static RefusalCause Fault() => new(false, "a fault on AWS' side: it passes");
}

using Amazon.Runtime;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;
using JitAccess.Aws.Signing;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests.Internal;

public sealed class AwsRefusalDiagnosisTests
{
    private const string Instance = "db1.abc123def456.eu-west-1.rds.amazonaws.com";
    private const string Cluster = "foo0bar1baz2quux3quuux4xyz.dsql.us-east-1.on.aws";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);

    [Fact]
    public async Task Diagnose_NeverAccepted_AsksForTheSetUp()
    {
        var causes = (await Diagnose()).Causes;

        causes.Count.ShouldBe(7);
        causes.ShouldContain(c => c.Contains("rds-db:connect on arn:aws:rds-db:eu-west-1:ACCOUNT:dbuser:RESOURCE-ID/orders_app"));
        causes.ShouldContain(c => c.Contains("GRANT rds_iam TO \"orders_app\""));
        causes.ShouldContain(c => c.Contains("by this machine's it is 2026-11-24T10:00:00.0000000+00:00 and the token ends at 2026-11-24T10:15:00"));
    }

    [Fact]
    public async Task Diagnose_ManyOpens_PutsThrottlingFirst()
    {
        (await Diagnose(refusal => refusal with { OpensPerSecond = 101 })).Causes[0].ShouldStartWith("too many new connections");
        (await Diagnose(refusal => refusal with { OpensPerSecond = 100 })).Causes[0].ShouldNotStartWith("too many new connections");
    }

    [Fact]
    public async Task Diagnose_KeysHaveEnded_PutsThemBeforeThrottling()
    {
        var keys = new SessionAWSCredentials("akid", "secret", "token") { Expiration = Now.AddMinutes(10).UtcDateTime };

        var diagnosis = await Diagnose(
            refusal => refusal with { OpensPerSecond = 500, RefusedAt = Now.AddMinutes(10) }, o => o.Credentials = keys);

        diagnosis.Causes[0].ShouldBe("the AWS credentials that signed the token ended at 2026-11-24T10:10:00.0000000+00:00, and the token with them");
        diagnosis.Causes[1].ShouldStartWith("too many new connections");
        diagnosis.Figures.ShouldContain("which ends at 2026-11-24T10:10:00.0000000+00:00");
    }

    [Fact]
    public void Diagnose_ClockMeasuredAtAws_ComesBeforeWhatDependsOnIt()
    {
        var credential = new JitCredential("orders_app", "token", Now, Now.AddMinutes(15));
        var refusal = Refusal(credential, new JitEndpoint(Instance, 5432)) with { Connect = new JitEndpoint("localhost", 5433), OpensPerSecond = 500 };
        var ended = new SigningFacts("eu-west-1", "akid", IsTemporary: true, KeysExpireAt: Now, 5);
        var identity = new AwsIdentity("rds-iam", AwsCredentialOrigin.DefaultChain, "rds-db", null);

        var causes = new AwsRefusalDiagnosis(AwsTokenService.Rds, identity, new ClockDifference(TimeSpan.FromSeconds(-600.4), Now.AddMinutes(-5)))
            .Create(refusal, ended).Causes;

        causes[0].ShouldBe(
            "a clock is wrong: this machine's was 00:10:00 behind when AWS last answered, at 2026-11-24T09:55:00.0000000+00:00 by it; it says "
            + "2026-11-24T10:00:00.0000000+00:00 now and the token ends at 2026-11-24T10:15:00.0000000+00:00: synchronise it (NTP)");
        causes[1].ShouldStartWith("the AWS credentials that signed the token ended");
        causes[2].ShouldStartWith("too many new connections");
        causes[3].ShouldStartWith("the token is for");
        causes.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Diagnose_AnotherAddressDialled_PutsTheEndpointFirst() =>
        (await Diagnose(refusal => refusal with { Connect = new JitEndpoint("localhost", 5433) })).Causes[0]
            .ShouldContain("than its entry in TokenEndpoints says (localhost:5433 was dialled)");

    [Fact]
    public async Task Diagnose_OwnName_PutsItFirst()
    {
        var endpoint = new JitEndpoint("db.internal.example.com", 5432);

        var diagnosis = await Diagnose(refusal => refusal with { Connect = endpoint }, o => o.Region = "eu-west-1", endpoint);

        diagnosis.Causes[0].ShouldContain("this one is none of AWS', and only the database's own is accepted");
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(7, false)]
    public async Task Diagnose_AcceptedBefore_SuspectsTheClockTheOlderTheTokenIs(int minutes, bool clockFirst)
    {
        var diagnosis = await Diagnose(refusal => refusal with { RefusedAt = Now.AddMinutes(minutes), AcceptedAtAge = TimeSpan.FromSeconds(3) });

        diagnosis.Causes[0].StartsWith("a clock is wrong: the same token was accepted when 00:00:03 old", StringComparison.Ordinal).ShouldBe(clockFirst);
        diagnosis.Causes.ShouldNotContain(c => c.StartsWith("the token is for"), "that was right when it was accepted");
    }

    [Theory]
    [InlineData("cn-north-1", "arn:aws-cn:")]
    [InlineData("us-gov-west-1", "arn:aws-us-gov:")]
    [InlineData("us-iso-east-1", "arn:aws-iso:")]
    [InlineData("us-isob-east-1", "arn:aws-iso-b:")]
    [InlineData("us-isof-south-1", "arn:aws-iso-f:")]
    [InlineData("eu-isoe-west-1", "arn:aws-iso-e:")]
    [InlineData("eusc-de-east-1", "arn:aws-eusc:")]
    [InlineData("mx-central-9", "arn:aws:")]
    public async Task Diagnose_Region_DecidesThePartition(string region, string arn) =>
        (await Diagnose(configure: o => o.Region = region)).Causes.ShouldContain(c => c.Contains($"{arn}rds-db:{region}:"));

    [Fact]
    public async Task Diagnose_Dsql_NamesWhatDsqlNeeds()
    {
        var provider = new DsqlIamCredentialProvider(new DsqlOptions { Credentials = new BasicAWSCredentials("akid", "secret") }, _clock);
        var credential = await Mint(provider, new JitEndpoint(Cluster, 5432), "admin");

        var diagnosis = provider.Diagnose(Refusal(credential, new JitEndpoint(Cluster, 5432))).ShouldNotBeNull();

        diagnosis.Causes.ShouldContain(c => c.Contains("dsql:DbConnectAdmin on arn:aws:dsql:us-east-1:ACCOUNT:cluster/foo0bar1baz2quux3quuux4xyz"));
        diagnosis.Causes.ShouldContain(c => c.Contains("AWS IAM GRANT \"admin\""));
        diagnosis.Causes.ShouldNotContain(c => c.Contains("rds"));
    }

    [Fact]
    public async Task Diagnose_Figures_SayWhatWasSignedAndNoSecret()
    {
        var figures = (await Diagnose(configure: o => o.Credentials = new SessionAWSCredentials("akid", "secretkey", "sessiontoken"))).Figures;

        figures.ShouldStartWith("It was signed for region eu-west-1 by key akid (");
        figures.ShouldContain("which is temporary and ends nobody says when");
        figures.ShouldNotContain("secretkey");
        figures.ShouldNotContain("sessiontoken");
    }

    [Theory]
    [InlineData("t")]
    [InlineData("a-session-token-of-forty-characters-+/==")]
    public async Task Diagnose_Figures_SayTheLengthOfTheToken(string sessionToken)
    {
        var provider = new RdsIamCredentialProvider(
            new RdsIamOptions { Credentials = new SessionAWSCredentials("akid", "secretkey", sessionToken) }, _clock);
        var endpoint = new JitEndpoint(Instance, 5432);
        var credential = await Mint(provider, endpoint);

        provider.Diagnose(Refusal(credential, endpoint))!.Figures.ShouldEndWith($", and is {credential.RevealSecret().Length} characters long.");
    }

    [Fact]
    public void Diagnose_CredentialOfAnother_SaysNothing()
    {
        var provider = new RdsIamCredentialProvider(new RdsIamOptions(), _clock);

        provider.Diagnose(Refusal(new JitCredential("u", "s", Now, Now.AddMinutes(15)), new JitEndpoint(Instance, 5432))).ShouldBeNull();
    }

    private static async Task<JitCredential> Mint(IJitCredentialProvider provider, JitEndpoint endpoint, string user = "orders_app") =>
        await provider.GetCredentialAsync(
            new JitCredentialRequest { DatabaseName = "orders", Endpoint = endpoint, UserName = user, RequestedAt = Now },
            TestContext.Current.CancellationToken);

    private static JitLoginRefusal Refusal(JitCredential credential, JitEndpoint endpoint) =>
        new() { Credential = credential, Connect = endpoint, Token = endpoint, RefusedAt = Now, OpensPerSecond = 1 };

    private async Task<JitRefusalDiagnosis> Diagnose(
        Func<JitLoginRefusal, JitLoginRefusal>? change = null, Action<RdsIamOptions>? configure = null, JitEndpoint? endpoint = null)
    {
        var options = new RdsIamOptions { Credentials = new BasicAWSCredentials("akid", "secret") };
        configure?.Invoke(options);
        var provider = new RdsIamCredentialProvider(options, _clock);
        var target = endpoint ?? new JitEndpoint(Instance, 5432);
        var refusal = Refusal(await Mint(provider, target), target);
        return provider.Diagnose(change?.Invoke(refusal) ?? refusal).ShouldNotBeNull();
    }
}

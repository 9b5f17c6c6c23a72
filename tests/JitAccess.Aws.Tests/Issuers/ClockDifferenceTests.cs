using System.Globalization;
using System.Net;
using Amazon.Runtime;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Tests.Credentials;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>A clock that differs from that of AWS, which the SDK corrects for its own requests and tells nobody.</summary>
[Collection(ProcessWide.Name)]
public sealed class ClockDifferenceTests : IAsyncDisposable
{
    private readonly SdkTime _time = new();
    private readonly ProcessSettings _process = new();
    private readonly AssumeRoleAWSCredentials _role = new(new BasicAWSCredentials("base", "base-secret"), "arn:aws:iam::123456789012:role/app", "s");
    private readonly LoopbackIssuer _sts;
    private readonly ServiceProvider _services;
    private readonly IJitCredentialProvider _orders;
    private readonly IJitCredentialProvider _invoices;
    private TimeSpan _stsIsAhead;

    // By our clock; of ten minutes, so that no token of fifteen is signed by what another database was given a moment ago.
    private TimeSpan _life = TimeSpan.FromMinutes(10);

    public ClockDifferenceTests()
    {
        _sts = new LoopbackIssuer(_ => Keys(), _time);
        _process.Set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", null);
        _process.Set("AWS_ENDPOINT_URL_STS", _sts.Url);
        _process.Set("AWS_REGION", "eu-west-1");
        _process.Set("AWS_MAX_ATTEMPTS", null);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddFakeLogging());
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        var candidates = ((string[])["orders", "invoices"]).Select(database => new JitDatabaseBuilder(services, database).UseRdsIam(rds =>
        {
            rds.Credentials = _role;
            rds.AllowConfiguredEndpointUrls = true;
        }).Candidates.Single()).ToArray();
        _services = services.BuildServiceProvider();
        _orders = candidates[0].Factory(_services);
        _invoices = candidates[1].Factory(_services);
    }

    private IEnumerable<FakeLogRecord> Logged => _services.GetFakeLogCollector().GetSnapshot();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _sts.DisposeAsync();
        _process.Dispose();
        _time.Dispose();
    }

    [Theory]
    [InlineData(-20, "ahead")]
    [InlineData(20, "behind")]
    public async Task Token_StsRefusesTheTimeAndTheSdkCorrectsIt_WarnsAndARefusedLoginNamesTheClockFirst(int minutes, string relation)
    {
        _stsIsAhead = TimeSpan.FromMinutes(minutes);
        _sts.Answer = _ =>
        {
            _sts.Answer = _ => Keys();
            return Dated(new IssuerAnswer(
                """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>
                <Message>Signature expired: 20261124T100000Z is now earlier than 20261124T101500Z</Message></Error></ErrorResponse>
                """,
                HttpStatusCode.Forbidden));
        };

        var credential = await SignedToken.MintAsync(_orders);

        _sts.Requests.Count.ShouldBe(2, "the SDK tries again with the time of STS, and succeeds");
        var warning = Logged.ShouldHaveSingleItem();
        (warning.Level, warning.Id.Id, warning.Id.Name).ShouldBe((LogLevel.Warning, 2000, "ClockDiffers"));
        warning.Message.ShouldMatch($@"^The clock of this machine said \S+ when that of AWS said \S+: it is 00:20:00 {relation}\. .*\(NTP\)");
        var cause = Causes(_orders, credential)[0];
        cause.ShouldMatch($@"^a clock is wrong: this machine's was 00:20:00 {relation} when AWS last answered, at ");
        cause.ShouldEndWith(": synchronise it (NTP)");
    }

    [Fact]
    public async Task Token_ClockDiffersForAWhile_IsSaidOncePerChange()
    {
        _stsIsAhead = TimeSpan.FromMinutes(-10);
        await MintAnewAsync(_orders);
        await MintAnewAsync(_orders);
        await MintAnewAsync(_invoices);
        Events().ShouldBe([2000]);

        _stsIsAhead = TimeSpan.FromSeconds(1); // none at all would look like no measurement
        Causes(_invoices, await MintAnewAsync(_invoices))[0].ShouldNotContain("clock");
        await MintAnewAsync(_orders);
        Events().ShouldBe([2000, 2001]);

        _stsIsAhead = TimeSpan.FromMinutes(10);
        await MintAnewAsync(_orders);
        Events().ShouldBe([2000, 2001, 2000]);
        _stsIsAhead = TimeSpan.FromMinutes(-10);
        Causes(_invoices, await MintAnewAsync(_invoices))[0].ShouldContain(" ahead when AWS last answered");
        Events().ShouldBe([2000, 2001, 2000, 2000]);
    }

    [Fact]
    public async Task Token_ClockDiffersByLessThanDelaysDo_SaysNothing()
    {
        _stsIsAhead = TimeSpan.FromSeconds(15);

        Causes(_orders, await SignedToken.MintAsync(_orders))[0].ShouldNotContain("clock");

        Logged.ShouldBeEmpty();
    }

    [Fact]
    public async Task Token_ClockIsSoFarAheadThatNewKeysHaveEnded_FailsAndWarns()
    {
        _stsIsAhead = TimeSpan.FromHours(-2);
        _life = TimeSpan.FromHours(-1);

        await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_orders));

        Events().ShouldBe([2000]);
    }

    [Fact]
    public void IssuerEndpoints_OfIdentityCenterAndOfRolesThatStartThere_AreWhatTheSdkCalls()
    {
        _process.Set("AWS_ENDPOINT_URL_STS", null);
        var sso = new SSOAWSCredentials("123456789012", "eu-central-1", "app", "https://example.awsapps.com/start");

        IssuerEndpoints.Of(sso).ShouldBe(["https://portal.sso.eu-central-1.amazonaws.com/"]);
        IssuerEndpoints.Of(new AssumeRoleAWSCredentials(sso, "arn:aws:iam::123456789012:role/app", "s")).ShouldBe(
            ["https://sts.eu-west-1.amazonaws.com/", "https://portal.sso.eu-central-1.amazonaws.com/"]);
        IssuerEndpoints.Of(new BasicAWSCredentials("akid", "secret")).ShouldBeEmpty();
    }

    private IReadOnlyList<string> Causes(IJitCredentialProvider provider, JitCredential credential)
    {
        var endpoint = new JitEndpoint("db1.abc123def456.eu-west-1.rds.amazonaws.com", 5432);
        var diagnosis = provider.Diagnose(new JitLoginRefusal
        {
            Credential = credential,
            Connect = endpoint,
            Token = endpoint,
            RefusedAt = _time.GetUtcNow(),
            OpensPerSecond = 1,
        });
        return diagnosis.ShouldNotBeNull().Causes;
    }

    private IEnumerable<int> Events() => Logged.Select(r => r.Id.Id);

    /// <summary>Mints with keys that STS has just given: those that the role's object held are forgotten.</summary>
    private Task<JitCredential> MintAnewAsync(IJitCredentialProvider provider)
    {
        _role.ClearCredentials();
        return SignedToken.MintAsync(provider);
    }

    private IssuerAnswer Keys() => Dated(new IssuerAnswer(new IssuedKeys("key", _life, _time).ToXml()));

    private IssuerAnswer Dated(IssuerAnswer answer) => answer with
    {
        Headers = new Dictionary<string, string>
        {
            ["Date"] = (_time.GetUtcNow() + _stsIsAhead).ToString("r", CultureInfo.InvariantCulture),
        },
    };
}

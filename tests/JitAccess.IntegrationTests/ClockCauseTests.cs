using System.Globalization;
using Amazon.Runtime;
using JitAccess.Aws.Tests.Issuers;
using JitAccess.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>A login refused because this machine's clock is wrong, where STS has told the SDK the time. Variables of the process are changed here,
/// so nothing runs beside these tests.</summary>
[Collection(nameof(ClockCauseTests))]
[CollectionDefinition(nameof(ClockCauseTests), DisableParallelization = true)]
public sealed class ClockCauseTests : IClassFixture<RefusalServer>, IAsyncDisposable
{
    private const int LoginRefused = 4002;

    private readonly LogRecorder _log = new();
    private readonly ProcessSettings _process = new();
    private readonly RefusalServer _shared;
    private readonly LoopbackIssuer _sts;
    private readonly RdsIamKey _key = RdsIamKey.Generate(withSessionToken: true);
    private TimeSpan _othersAreAhead;

    public ClockCauseTests(RefusalServer shared)
    {
        _shared = shared;
        _sts = new LoopbackIssuer(_ => new IssuerAnswer(Keys())
        {
            Headers = new Dictionary<string, string>
            {
                ["Date"] = (TimeProvider.System.GetUtcNow() + _othersAreAhead).ToString("r", CultureInfo.InvariantCulture),
            },
        }, TimeProvider.System);
        _process.Set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", null);
        _process.Set("AWS_ENDPOINT_URL_STS", _sts.Url);
        _process.Set("AWS_REGION", "eu-west-1");
    }

    private RefusalServer Server
    {
        get
        {
            _shared.Require("JITACCESS_REQUIRE_LOCAL");
            return _shared;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sts.DisposeAsync();
        _process.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(10, "ahead", RdsIamVerdict.NotYetValid)]
    [InlineData(-16, "behind", RdsIamVerdict.Expired)]
    public async Task Warning_FirstTokenOfAClientWithAWrongClock_NamesTheClockFirst(int minutes, string relation, RdsIamVerdict verdict)
    {
        _othersAreAhead = TimeSpan.FromMinutes(-minutes);
        var clock = new FakeTimeProvider(Server.Clock.GetUtcNow().AddMinutes(minutes));
        Server.Authenticator.Verifier.Add(_key);
        var before = Server.Authenticator.Count(verdict);
        await using var database = await CreateAsync(clock);

        var error = await Should.ThrowAsync<PostgresException>(
            async () => await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken));

        error.SqlState.ShouldBe("28000");
        Server.Authenticator.Count(verdict).ShouldBe(before + 1);
        var warning = _log.Texts(LoginRefused).ShouldHaveSingleItem();
        warning.ShouldMatch(@"first: \(1\) a clock is wrong: this machine's was 00:\d\d:\d\d " + relation + " when AWS last answered, at ");
        warning.ShouldContain($"it says {clock.GetUtcNow():O} now");
        warning.ShouldContain("synchronise it (NTP); (2) ");
    }

    private Task<JitDatabase> CreateAsync(TimeProvider clock)
    {
        var provider = TestServer.Provider(_key, clock, rds =>
        {
            rds.Credentials = new AssumeRoleAWSCredentials(new BasicAWSCredentials("base", "base-secret"), "arn:aws:iam::123456789012:role/app", "s");
            rds.AllowConfiguredEndpointUrls = true;
        });
        return JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(Server.ConnectionString("Pooling=false")), provider, Server.Options(),
            new JitRuntime { TimeProvider = clock, LoggerFactory = _log }, TestContext.Current.CancellationToken);
    }

    private string Keys() =>
        $"""
         <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
         <AccessKeyId>{_key.AccessKeyId}</AccessKeyId><SecretAccessKey>{_key.RevealSecretAccessKey()}</SecretAccessKey>
         <SessionToken>{_key.RevealSessionToken()}</SessionToken><Expiration>{TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}</Expiration>
         </Credentials></AssumeRoleResult></AssumeRoleResponse>
         """;
}

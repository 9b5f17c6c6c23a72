using Amazon.Runtime;
using JitAccess.Aws;
using JitAccess.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>Each cause of a refused login, provoked on a real server, and which cause the warning puts first.</summary>
public sealed class RefusalCauseTests(RefusalServer shared) : IClassFixture<RefusalServer>, IDisposable
{
    private const int LoginRefused = 4002;

    private readonly LogRecorder _log = new();
    private readonly FakeTimeProvider _clock = new(shared.Clock.GetUtcNow());

    private RefusalServer Server
    {
        get
        {
            shared.Require("JITACCESS_REQUIRE_LOCAL");
            return shared;
        }
    }

    [Fact]
    public async Task Warning_ServersClockIsAhead_NamesTheClockFirst()
    {
        var key = NewKey();
        await using var database = await CreateAsync(key);
        await OpenAsync(database);
        _clock.Advance(TimeSpan.FromMinutes(9)); // before the refresh
        Server.Clock.Advance(TimeSpan.FromMinutes(16));

        await RefusedAsync(database, RdsIamVerdict.Expired);

        var warning = Warning(key);
        warning.ShouldContain("first: (1) a clock is wrong: the same token was accepted when 00:00:00 old and refused when 00:09:00 old, and has "
            + "ended if the server's clock is 00:0");
        warning.ShouldContain($"by this machine's clock ({_clock.GetUtcNow():O})");
        warning.ShouldContain("is 00:09:00 old");
    }

    [Fact]
    public async Task Warning_KeyRevokedAfterALogin_NamesTheKeyFirst()
    {
        var key = NewKey();
        await using var database = await CreateAsync(key);
        await OpenAsync(database);
        Server.Authenticator.Verifier.Revoke(key.AccessKeyId);

        await RefusedAsync(database, RdsIamVerdict.RevokedKey);

        var warning = Warning(key);
        warning.ShouldContain("(1) the AWS credentials that signed the token were revoked or deactivated");
        warning.ShouldContain("(28000, CredentialRefused)");
        warning.ShouldContain($"signed for region eu-west-1 by key {key.AccessKeyId}");
    }

    [Fact]
    public async Task Warning_TemporaryKeyOfUnknownEnd_SaysSo()
    {
        var key = NewKey(withSessionToken: true);
        await using var database = await CreateAsync(
            key, configure: rds => rds.Credentials = new SessionAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken()));
        await OpenAsync(database);
        Server.Authenticator.Verifier.Revoke(key.AccessKeyId);

        await RefusedAsync(database, RdsIamVerdict.RevokedKey);

        Warning(key).ShouldContain("(1) the AWS credentials that signed the token have ended, of which nobody says when, or were revoked");
    }

    [Fact]
    public async Task Warning_SignedForAnotherHost_NamesTheEndpointFirst()
    {
        var key = NewKey();
        await using var database = await CreateAsync(key, token: new JitEndpoint(RefusalServer.OtherHost, Server.Token.Port));

        await RefusedAsync(database, RdsIamVerdict.WrongHost);

        Warning(key).ShouldContain(
            $"(1) the token is for {RefusalServer.OtherHost}:{Server.Token.Port}, region eu-west-1, user 'orders_app', and the database goes by "
            + $"another host or port than its entry in TokenEndpoints says ({Server.Connect} was dialled)");
    }

    [Fact]
    public async Task Warning_SignedForAnotherPort_NamesTheEndpointFirst()
    {
        var key = NewKey();
        await using var database = await CreateAsync(key, token: new JitEndpoint(Server.Token.Host, Server.Token.Port + 1));

        await RefusedAsync(database, RdsIamVerdict.WrongPort);

        Warning(key).ShouldContain($"(1) the token is for {Server.Token.Host}:{Server.Token.Port + 1}, region eu-west-1");
    }

    [Fact]
    public async Task Warning_SignedForAnotherRegion_NamesItFirst()
    {
        var key = NewKey();
        await using var database = await CreateAsync(key, configure: rds => rds.Region = "eu-central-1");

        await RefusedAsync(database, RdsIamVerdict.WrongRegion);

        Warning(key).ShouldContain($"(1) the token is for {Server.Token}, region eu-central-1");
    }

    [Fact]
    public async Task Warning_NeverAccepted_NamesWhatIamAndTheServerNeed()
    {
        var key = RdsIamKey.Generate(); // unknown to the server, as an identity without permission is
        await using var database = await CreateAsync(key);

        await RefusedAsync(database, RdsIamVerdict.UnknownKey);

        var warning = Warning(key);
        warning.ShouldContain("rds-db:connect on arn:aws:rds-db:eu-west-1:ACCOUNT:dbuser:RESOURCE-ID/orders_app");
        warning.ShouldContain("GRANT rds_iam TO \"orders_app\"");
        warning.ShouldContain("SSL Mode=VerifyFull");
        warning.ShouldContain("Only the server's log tells which");
    }

    [Theory]
    [InlineData(RefusalServer.PlainUser)]
    [InlineData(RefusalServer.GhostUser)]
    public async Task Warning_UserWithoutRdsIamOrWithoutRole_NamesTheRoleFirst(string user)
    {
        var key = NewKey();
        await using var database = await CreateAsync(key, user: user);

        (await Should.ThrowAsync<PostgresException>(() => OpenAsync(database))).SqlState.ShouldBe("28P01");

        Warning(key).ShouldContain("(28P01, PasswordRefused)");
        Warning(key).ShouldContain("(1) the server compared the credential with a password of its own instead of having it verified: the user lacks "
            + "the database role that its credential needs (RDS: GRANT rds_iam)");
    }

    [Fact]
    public async Task Login_ServerAsksByScram_SendsNothingAndDemotesNothing()
    {
        var key = NewKey();
        await using var database = await CreateAsync(key, user: RefusalServer.ScramUser);

        (await Should.ThrowAsync<NpgsqlException>(() => OpenAsync(database))).ShouldNotBeOfType<PostgresException>();

        _log.Texts(LoginRefused).ShouldBeEmpty();
        database.GetStatus()[0].IsRejected.ShouldBeFalse();
    }

    [Fact]
    public async Task Warning_ServersSideFault_IsToldFromThrottlingByTheRateOfLoginsAlone()
    {
        // RDS answers to both alike, and so does this server: that it verifies nothing stands for either.
        var quietKey = NewKey();
        await using var quiet = await CreateAsync(quietKey);
        await OpenAsync(quiet);
        var burstKey = NewKey();
        await using var burst = await CreateAsync(burstKey);
        for (var i = 0; i < 101; i++)
            await OpenAsync(burst); // within the same second of the client's clock
        Server.Authenticator.IsUnavailable = true;
        try
        {
            foreach (var database in (JitDatabase[])[quiet, burst])
                (await Should.ThrowAsync<PostgresException>(() => OpenAsync(database))).SqlState.ShouldBe("28000");
        }
        finally
        {
            Server.Authenticator.IsUnavailable = false;
        }

        var warnings = _log.Texts(LoginRefused);
        warnings.Count.ShouldBe(2);
        warnings.ShouldAllBe(w => w.Contains("(28000, CredentialRefused)") && w.Contains("a fault on AWS' side: it passes"));
        warnings[0].ShouldNotContain("(1) too many");
        warnings[1].ShouldContain(
            "(1) too many new connections, from others if not from here (102 within a second; RDS recommends fewer than 200 from all clients)");
    }

    [Theory]
    [InlineData(10, RdsIamVerdict.NotYetValid)]
    [InlineData(-16, RdsIamVerdict.Expired)]
    public async Task Warning_ClientsClockIsWrongAndAwsWasNotAsked_NamesBothItsTimesAmongTheCauses(int minutes, RdsIamVerdict verdict)
    {
        // Fresh to the client and never accepted: nothing here tells it from a wrong set-up. ClockCauseTests has what AWS tells.
        var clock = new FakeTimeProvider(Server.Clock.GetUtcNow().AddMinutes(minutes));
        var key = NewKey();
        await using var database = await CreateAsync(key, clock: clock);

        await RefusedAsync(database, verdict);

        Warning(key).ShouldContain($") a clock is wrong: by this machine's it is {clock.GetUtcNow():O} and the token ends at ");
    }

    [Fact]
    public async Task Warning_KeysEndedBeforeTheirIssuerSaid_NamesThemAndTheirEndFirst()
    {
        var key = RdsIamKey.Generate(withSessionToken: true);
        var end = _clock.GetUtcNow().AddMinutes(14);
        Server.Authenticator.Verifier.Add(key, expiresAt: Server.Clock.GetUtcNow().AddMinutes(1));
        await using var database = await CreateAsync(key, configure: rds => rds.Credentials = Ending(key, end));
        await OpenAsync(database);
        _clock.Advance(TimeSpan.FromMinutes(2)); // before the refresh
        Server.Clock.Advance(TimeSpan.FromMinutes(2));

        await RefusedAsync(database, RdsIamVerdict.ExpiredKey);

        var warning = Warning(key);
        warning.ShouldContain($"(1) the AWS credentials that signed the token were revoked, or ended before their time ({end:O})");
        warning.ShouldContain($"by key {key.AccessKeyId} (");
        warning.ShouldContain($"which ends at {end:O}");
    }

    [Fact]
    public async Task Warning_KeysEndWhileALoginIsUnderWay_NamesTheirEndFirst()
    {
        var key = NewKey(withSessionToken: true);
        var end = _clock.GetUtcNow().AddMinutes(10);
        await using var database = await CreateAsync(key, configure: rds => rds.Credentials = Ending(key, end));
        Server.Clock.BeforeNextRead(() => // a suspended machine, for one
        {
            _clock.Advance(TimeSpan.FromMinutes(11));
            Server.Clock.Advance(TimeSpan.FromMinutes(11));
        });

        await RefusedAsync(database, RdsIamVerdict.Expired); // no token of ours outlives its keys

        Warning(key).ShouldContain($"(1) the AWS credentials that signed the token ended at {end:O}, and the token with them");
    }

    [Fact]
    public async Task Warning_TokenCutOnItsWay_SaysHowLongItWas()
    {
        // Only by something that ends TLS and holds a certificate which the client trusts.
        await using var relay = new ProtocolRelay(Server, new RelayFaults { CutsCredentialsTo = 127 });
        var key = NewKey();
        await using var database = await CreateAsync(key, relay: relay);

        await RefusedAsync(database, RdsIamVerdict.Malformed);

        var sent = relay.Take().Single(m => m.Name == "p").Length - 6; // type, length and the zero at the end
        sent.ShouldBeGreaterThan(127);
        Warning(key).ShouldContain($", and is {sent} characters long.");
    }

    [Fact]
    public async Task Warning_SomethingThatAsksForTheTokenEndsTls_NamesItFirst()
    {
        await using var relay = new ProtocolRelay(Server, new RelayFaults { EndsTls = true, AsksForTheCredential = true });
        var key = NewKey();
        await using var database = await CreateAsync(key, relay: relay);

        var error = await Should.ThrowAsync<PostgresException>(() => OpenAsync(database));

        error.SqlState.ShouldBe("28000");
        error.MessageText.ShouldContain("pg_hba.conf rejects");
        error.MessageText.ShouldContain("no encryption");
        Warning(key).ShouldContain("(28000, NoRuleWithoutTls)");
        Warning(key).ShouldContain("(1) the server's rules (pg_hba.conf) refuse this user, and they saw a connection without TLS: something between "
            + "here and the server ends it");
    }

    [Fact]
    public async Task Login_SomethingEndsTlsAndTheServerRefusesAtOnce_SendsNothingAndDemotesNothing()
    {
        await using var relay = new ProtocolRelay(Server, new RelayFaults { EndsTls = true });
        await using var database = await CreateAsync(NewKey(), relay: relay);

        var error = await Should.ThrowAsync<PostgresException>(() => OpenAsync(database));

        // What is wrong only the error says: no credential was asked for, so none was refused.
        error.SqlState.ShouldBe("28000");
        error.MessageText.ShouldContain("no encryption");
        relay.Take().Select(m => m.Name).ShouldBe(["SSLRequest", "StartupMessage"]);
        _log.Texts(LoginRefused).ShouldBeEmpty();
        database.GetStatus()[0].IsRejected.ShouldBeFalse();
    }

    public void Dispose() => _log.Dispose();

    private RdsIamKey NewKey(bool withSessionToken = false)
    {
        var key = RdsIamKey.Generate(withSessionToken);
        Server.Authenticator.Verifier.Add(key);
        return key;
    }

    private static SessionAWSCredentials Ending(RdsIamKey key, DateTimeOffset end) =>
        new(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken()) { Expiration = end.UtcDateTime };

    private async Task<JitDatabase> CreateAsync(
        RdsIamKey key, JitEndpoint? token = null, string user = TestServer.UserName, Action<RdsIamOptions>? configure = null,
        TimeProvider? clock = null, ProtocolRelay? relay = null)
    {
        clock ??= _clock;
        var connect = relay?.Connect ?? Server.Connect;
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.None };
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = connect.ToString(), Token = (token ?? Server.Token).ToString() });
        var builder = new NpgsqlDataSourceBuilder(Server.ConnectionString("Pooling=false"))
        {
            ConnectionStringBuilder =
            {
                Host = connect.Host, Port = connect.Port, Username = user, RootCertificate = relay?.RootCertificatePath ?? Server.RootCertificatePath,
            },
        };
        return await JitDatabase.CreateAsync(
            builder, TestServer.Provider(key, clock, configure), options, new JitRuntime { TimeProvider = clock, LoggerFactory = _log },
            TestContext.Current.CancellationToken);
    }

    private static async Task OpenAsync(JitDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
    }

    private async Task RefusedAsync(JitDatabase database, RdsIamVerdict verdict)
    {
        var before = Server.Authenticator.Count(verdict);
        (await Should.ThrowAsync<PostgresException>(() => OpenAsync(database))).SqlState.ShouldBe("28000");
        Server.Authenticator.Count(verdict).ShouldBe(before + 1);
    }

    /// <summary>Returns the one warning, in which no secret stands.</summary>
    private string Warning(RdsIamKey key)
    {
        var warning = _log.Texts(LoginRefused).ShouldHaveSingleItem();
        warning.ShouldNotContain(key.RevealSecretAccessKey());
        warning.ShouldNotContain("X-Amz-");
        if (key.RevealSessionToken() is { } session)
            warning.ShouldNotContain(session[..16]);
        return warning;
    }
}

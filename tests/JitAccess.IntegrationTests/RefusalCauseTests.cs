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
        await using var database = await CreateAsync(key);
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
    public async Task Warning_AfterABurstOfLogins_NamesThrottlingFirst()
    {
        var key = NewKey();
        await using var database = await CreateAsync(key);
        for (var i = 0; i < 101; i++)
            await OpenAsync(database); // within the same second of the client's clock
        Server.Authenticator.IsUnavailable = true;
        try
        {
            (await Should.ThrowAsync<PostgresException>(() => OpenAsync(database))).SqlState.ShouldBe("28000");
        }
        finally
        {
            Server.Authenticator.IsUnavailable = false;
        }

        Warning(key).ShouldContain("(1) too many new connections, from others if not from here (102 within a second; RDS recommends fewer than 200 from all clients)");
    }

    [Fact]
    public async Task Server_WithoutTls_SaysSoBeforeItAsksForACredential()
    {
        // JitAccess never connects so; a proxy that ends TLS may.
        var error = await Should.ThrowAsync<PostgresException>(() => Server.LoginAsync("unused", addition: "SSL Mode=Disable"));

        error.SqlState.ShouldBe("28000");
        error.MessageText.ShouldContain("pg_hba.conf rejects");
        error.MessageText.ShouldContain("no encryption");
    }

    public void Dispose() => _log.Dispose();

    private RdsIamKey NewKey(bool withSessionToken = false)
    {
        var key = RdsIamKey.Generate(withSessionToken);
        Server.Authenticator.Verifier.Add(key);
        return key;
    }

    private async Task<JitDatabase> CreateAsync(
        RdsIamKey key, JitEndpoint? token = null, string user = TestServer.UserName, Action<RdsIamOptions>? configure = null)
    {
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.None };
        options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = Server.Connect.ToString(), Token = (token ?? Server.Token).ToString() });
        var builder = new NpgsqlDataSourceBuilder(Server.ConnectionString("Pooling=false")) { ConnectionStringBuilder = { Username = user } };
        return await JitDatabase.CreateAsync(
            builder, TestServer.Provider(key, _clock, configure), options, new JitRuntime { TimeProvider = _clock, LoggerFactory = _log },
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

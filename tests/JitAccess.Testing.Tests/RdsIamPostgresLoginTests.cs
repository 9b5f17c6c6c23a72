using System.Security.Cryptography;
using Npgsql;

namespace JitAccess.Testing.Tests;

/// <summary>A real server, the authenticator and Npgsql, with tokens of a signer that shares no code with either side.</summary>
public sealed class RdsIamPostgresLoginTests(RdsIamPostgresFixture fixture) : IClassFixture<RdsIamPostgresFixture>
{
    private readonly RdsIamKey _key = RdsIamKey.Generate(withSessionToken: true);

    private RdsIamPostgres Postgres => fixture.Postgres;

    private TokenRecipe Recipe => new(_key, TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(4_000)]
    [InlineData(8_000)]
    public async Task Login_ValidTokenOfAnySize_IsAccepted(int sessionTokenLength)
    {
        var session = sessionTokenLength == 0 ? null : RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz/+=", sessionTokenLength);
        var key = new RdsIamKey(_key.AccessKeyId, _key.RevealSecretAccessKey(), session);
        Postgres.Authenticator.Verifier.Add(key);
        var accepted = Postgres.Authenticator.Count(RdsIamVerdict.Valid);

        (await LoginAsync((Recipe with { Key = key }).Sign())).ShouldBe("orders_app");

        Postgres.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(accepted + 1);
    }

    public static TheoryData<string, RdsIamVerdict> Refusals { get; } = new()
    {
        { "expired", RdsIamVerdict.Expired },
        { "host", RdsIamVerdict.WrongHost },
        { "port", RdsIamVerdict.WrongPort },
        { "region", RdsIamVerdict.WrongRegion },
        { "user", RdsIamVerdict.WrongUser },
        { "unknown key", RdsIamVerdict.UnknownKey },
        { "tampered", RdsIamVerdict.BadSignature },
        { "no session token", RdsIamVerdict.MissingSessionToken },
        { "static password", RdsIamVerdict.Malformed },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Login_WrongToken_IsRefusedForThatReason(string what, RdsIamVerdict verdict)
    {
        Postgres.Authenticator.Verifier.Add(_key);
        var password = what switch
        {
            "expired" => (Recipe with { SignedAt = Recipe.SignedAt.AddSeconds(-901) }).Sign(),
            "host" => (Recipe with { Authority = "other.abc123def456.eu-west-1.rds.amazonaws.com:5432" }).Sign(),
            "port" => (Recipe with { Authority = $"{TokenRecipe.DefaultHost}:{Postgres.Server.Endpoint.Port}" }).Sign(),
            "region" => (Recipe with { Region = "eu-west-2" }).Sign(),
            "user" => (Recipe with { User = "somebody_else" }).Sign(),
            "unknown key" => (Recipe with { Key = RdsIamKey.Generate(withSessionToken: false) }).Sign(),
            "tampered" => Recipe.Sign().Replace("X-Amz-Expires=900", "X-Amz-Expires=899", StringComparison.Ordinal),
            "no session token" => (Recipe with { SessionToken = "" }).Sign(),
            _ => "correct horse battery staple",
        };

        await RefusedAsync(password, verdict);
    }

    [Fact]
    public async Task Login_KeyThatMayNotLogInAsTheUser_IsRefused()
    {
        Postgres.Authenticator.Verifier.Add(_key, userNames: ["somebody_else"]);

        await RefusedAsync(Recipe.Sign(), RdsIamVerdict.NotAuthorized);
    }

    [Fact]
    public async Task Login_KeyThatHasEnded_IsRefused()
    {
        Postgres.Authenticator.Verifier.Add(_key, expiresAt: Recipe.SignedAt.AddSeconds(-1));

        await RefusedAsync(Recipe.Sign(), RdsIamVerdict.ExpiredKey);
    }

    [Fact]
    public async Task Login_WithoutTls_IsRefusedBeforeTheTokenIsSent()
    {
        Postgres.Authenticator.Verifier.Add(_key);
        var asked = 0;

        var error = await Should.ThrowAsync<PostgresException>(() => LoginAsync(() => { asked++; return Recipe.Sign(); }, c => c.SslMode = SslMode.Disable));

        error.SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task Login_OverATunnelThatVerifiesTheTokensHost_IsAccepted()
    {
        Postgres.Authenticator.Verifier.Add(_key);

        (await LoginAsync(Recipe.Sign, c => c.Host = "127.0.0.1", targetHost: Postgres.TokenEndpoint.Host)).ShouldBe("orders_app");
    }

    [Fact]
    public async Task Login_UserWithoutRdsIam_IsNotAskedForAToken()
    {
        var judged = Enum.GetValues<RdsIamVerdict>().Sum(Postgres.Authenticator.Count);

        await using var superuser = Postgres.Server.CreateSuperuserDataSource();
        await using var connection = await superuser.OpenConnectionAsync(TestContext.Current.CancellationToken);

        Enum.GetValues<RdsIamVerdict>().Sum(Postgres.Authenticator.Count).ShouldBe(judged);
    }

    private async Task RefusedAsync(string password, RdsIamVerdict verdict)
    {
        var before = Postgres.Authenticator.Count(verdict);

        var error = await Should.ThrowAsync<PostgresException>(() => LoginAsync(password));

        error.SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
        Postgres.Authenticator.Count(verdict).ShouldBe(before + 1);
    }

    private Task<string> LoginAsync(string password) => LoginAsync(() => password);

    private async Task<string> LoginAsync(Func<string> password, Action<NpgsqlConnectionStringBuilder>? configure = null, string? targetHost = null)
    {
        var builder = Local.DataSource(Postgres.ConnectionString);
        builder.ConnectionStringBuilder.Pooling = false;
        builder.ConnectionStringBuilder.GssEncryptionMode = GssEncryptionMode.Disable;
        configure?.Invoke(builder.ConnectionStringBuilder);
        if (targetHost is not null)
            builder.UseSslClientAuthenticationOptionsCallback(o => o.TargetHost = targetHost);
        builder.UsePasswordProvider(_ => password(), (_, _) => new(password()));
        await using var dataSource = builder.Build();
        await using var command = dataSource.CreateCommand("SELECT current_user::text");
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}

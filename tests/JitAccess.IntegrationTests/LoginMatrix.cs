using JitAccess.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>What a PostgreSQL with IAM logins accepts and refuses. The server decides; the authenticator's verdict says that it was for the reason meant.</summary>
public abstract class LoginMatrix(TestServer server, string requireVariable)
{
    protected TestServer Server
    {
        get
        {
            server.Require(requireVariable);
            return server;
        }
    }

    [Fact]
    public async Task Token_Valid_IsAccepted()
    {
        await Server.LoginAsync(await Server.MintTokenAsync(Server.Key));

        Server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Token_OfALongLivedKey_IsAccepted() => await Server.LoginAsync(await Server.MintTokenAsync(Server.LongLivedKey));

    [Fact]
    public async Task Token_Expired_IsRefused() =>
        await Refused(await Server.MintTokenAsync(Server.Key, At(TimeSpan.FromMinutes(-16))), RdsIamVerdict.Expired);

    [Fact]
    public async Task Token_NotYetValid_IsRefused() =>
        await Refused(await Server.MintTokenAsync(Server.Key, At(TimeSpan.FromMinutes(10))), RdsIamVerdict.NotYetValid);

    [Fact]
    public async Task Token_ForAnotherHost_IsRefused() => await Refused(
        await Server.MintTokenAsync(Server.Key, endpoint: new JitEndpoint("other.abc123def456.eu-west-1.rds.amazonaws.com", Server.Token.Port)),
        RdsIamVerdict.WrongHost);

    [Fact]
    public async Task Token_ForAnotherPort_IsRefused() => await Refused(
        await Server.MintTokenAsync(Server.Key, endpoint: new JitEndpoint(Server.Token.Host, Server.Token.Port + 1)), RdsIamVerdict.WrongPort);

    [Fact]
    public async Task Token_ForAnotherRegion_IsRefused() =>
        await Refused(await Server.MintTokenAsync(Server.Key, region: "eu-central-1"), RdsIamVerdict.WrongRegion);

    [Fact]
    public async Task Token_ForAnotherUser_IsRefused() =>
        await Refused(await Server.MintTokenAsync(Server.Key, userName: "somebody_else"), RdsIamVerdict.WrongUser);

    [Fact]
    public async Task Token_WithoutItsSessionToken_IsRefused() => await Refused(
        await Server.MintTokenAsync(new RdsIamKey(Server.Key.AccessKeyId, Server.Key.RevealSecretAccessKey())),
        RdsIamVerdict.MissingSessionToken);

    [Fact]
    public async Task Token_SignedWithAnotherSecret_IsRefused() => await Refused(
        await Server.MintTokenAsync(new RdsIamKey(Server.Key.AccessKeyId, RdsIamKey.Generate().RevealSecretAccessKey(), Server.Key.RevealSessionToken())), RdsIamVerdict.BadSignature);

    [Fact]
    public async Task Token_OfAnUnknownKey_IsRefused() => await Refused(await Server.MintTokenAsync(RdsIamKey.Generate()), RdsIamVerdict.UnknownKey);

    [Fact]
    public async Task Token_OfARevokedKey_IsRefused() => await Refused(await Server.MintTokenAsync(Server.RevokedKey), RdsIamVerdict.RevokedKey);

    [Fact]
    public async Task Token_Tampered_IsRefused()
    {
        var token = await Server.MintTokenAsync(Server.Key);
        var last = token[^1] == '0' ? '1' : '0';

        await Refused(token[..^1] + last, RdsIamVerdict.BadSignature);
        await Refused(token.Replace("X-Amz-Expires=900", "X-Amz-Expires=899", StringComparison.Ordinal), RdsIamVerdict.BadSignature);
    }

    [Fact]
    public async Task Token_WithPlusForASpace_IsRefused()
    {
        var token = await Server.MintTokenAsync(Server.Key, userName: "orders app");

        token.ShouldContain("orders%20app");
        await Refused(token.Replace("%20", "+", StringComparison.Ordinal), RdsIamVerdict.Malformed);
    }

    [Fact]
    public async Task StaticPassword_OfATokenUser_IsRefused() => await Refused("static-password-of-a-token-user", RdsIamVerdict.Malformed);

    [Fact]
    public async Task Token_WithoutTls_IsRefusedBeforeItIsAskedFor()
    {
        var token = await Server.MintTokenAsync(Server.Key);

        var error = await Should.ThrowAsync<PostgresException>(() => Server.LoginAsync(token, addition: "SSL Mode=Disable"));

        error.SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
        error.MessageText.ShouldContain("no encryption");
    }

    [Fact]
    public async Task AuthenticatorOutOfOrder_ValidToken_IsRefused()
    {
        Server.Authenticator.IsUnavailable = true;
        try
        {
            var token = await Server.MintTokenAsync(Server.Key);
            (await Should.ThrowAsync<PostgresException>(() => Server.LoginAsync(token))).SqlState.ShouldBe("28000");
        }
        finally
        {
            Server.Authenticator.IsUnavailable = false;
        }
    }

    private async Task Refused(string password, RdsIamVerdict verdict)
    {
        var before = Server.Authenticator.Count(verdict);

        var error = await Should.ThrowAsync<PostgresException>(() => Server.LoginAsync(password));

        error.SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
        Server.Authenticator.Count(verdict).ShouldBe(before + 1);
    }

    private static FakeTimeProvider At(TimeSpan offset) => new(TimeProvider.System.GetUtcNow() + offset);
}

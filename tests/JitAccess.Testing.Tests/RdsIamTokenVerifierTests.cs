using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests;

public sealed class RdsIamTokenVerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly RdsIamKey _key = RdsIamKey.Generate(withSessionToken: false);
    private readonly RdsIamKey _temporary = RdsIamKey.Generate(withSessionToken: true);
    private readonly FakeTimeProvider _time = new(Now);
    private readonly RdsIamTokenVerifier _verifier;

    public RdsIamTokenVerifierTests() => _verifier = Verifier(new JitEndpoint(TokenRecipe.DefaultHost, 5432));

    private TokenRecipe Recipe => new(_key, Now);

    [Fact]
    public void Verify_TokenOfTemporaryCredentials_AnyOneCharacterChanged_IsRefused() =>
        Mutations.EachIsRefused(_verifier, new TokenRecipe(_temporary, Now) { User = "dash & dot@é" }.Sign(), "dash & dot@é");

    [Theory]
    [InlineData("orders app")]
    [InlineData("anna@example.com")]
    [InlineData("a+b")]
    [InlineData("100%")]
    [InlineData("Grüße/日本語")]
    [InlineData("\"we,ird=user\"")]
    [InlineData("😀")]
    public void Verify_UnusualUserName_IsValidForThatUserOnly(string user)
    {
        var token = (Recipe with { User = user }).Sign();

        _verifier.Verify(token, user).ShouldBe(RdsIamVerdict.Valid);
        _verifier.Verify(token, user + " ").ShouldBe(RdsIamVerdict.WrongUser);
        _verifier.Verify(token, user.ToUpperInvariant() + "X").ShouldBe(RdsIamVerdict.WrongUser);
    }

    [Fact]
    public void Verify_UserNameInAnotherCase_IsWrongUser() => _verifier.Verify(Recipe.Sign(), "Orders_App").ShouldBe(RdsIamVerdict.WrongUser);

    [Theory]
    [InlineData("orders%20app", "orders+app")] // a form's encoding
    [InlineData("orders%20app", "orders%2520app")] // encoded twice
    [InlineData("orders%20app", "orders app")] // not encoded
    [InlineData("%2F", "%2f")] // another spelling of the same value
    [InlineData("orders%20app", "%6Frders%20app")]
    [InlineData("orders%20app", "orders%2")] // a broken escape
    [InlineData("orders%20app", "orders%C3%28app")] // no UTF-8
    [InlineData("orders%20app", "orders%EF%BB%BF%20app")]
    public void Verify_AnotherEncoding_IsRefused(string right, string wrong)
    {
        var token = (Recipe with { User = "orders app" }).Sign();

        _verifier.Verify(token, "orders app").ShouldBe(RdsIamVerdict.Valid);
        _verifier.Verify(token.Replace(right, wrong, StringComparison.Ordinal), "orders app").ShouldNotBe(RdsIamVerdict.Valid);
    }

    [Fact]
    public void Verify_PlusForASpace_SignedAsItStands_IsMalformed()
    {
        var recipe = Recipe with { User = "orders app" };
        var right = recipe.Sign();
        var query = right[(right.IndexOf("/?", StringComparison.Ordinal) + 2)..right.IndexOf("&X-Amz-Signature", StringComparison.Ordinal)];

        recipe.Sign(query).ShouldBe(right);
        _verifier.Verify(recipe.Sign(query.Replace("%20", "+", StringComparison.Ordinal)), "orders app").ShouldBe(RdsIamVerdict.Malformed);
        _verifier.Verify(recipe.Sign(query.Replace("%2F", "%2f", StringComparison.Ordinal)), "orders app").ShouldBe(RdsIamVerdict.Malformed);
    }

    [Theory]
    [InlineData("Action=connect&")]
    [InlineData("DBUser=orders_app&")]
    [InlineData("X-Amz-Algorithm=AWS4-HMAC-SHA256&")]
    [InlineData("X-Amz-Expires=900&")]
    [InlineData("X-Amz-SignedHeaders=host&")]
    public void Verify_ParameterMissingOrTwice_IsMalformed(string parameter)
    {
        var token = Recipe.Sign();

        token.ShouldContain(parameter);
        _verifier.Verify(token.Replace(parameter, "", StringComparison.Ordinal), "orders_app").ShouldBe(RdsIamVerdict.Malformed);
        _verifier.Verify(token.Replace(parameter, parameter + parameter, StringComparison.Ordinal), "orders_app").ShouldBe(RdsIamVerdict.Malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("/?")]
    [InlineData("host/?Action=connect")]
    [InlineData(":5432/?Action=connect")]
    [InlineData("host:5432/?&&&")]
    [InlineData("host:5432/?=")]
    public void Verify_NoToken_IsMalformed(string text) => _verifier.Verify(text, "orders_app").ShouldBe(RdsIamVerdict.Malformed);

    public static TheoryData<string, RdsIamVerdict> SignedButWrong => new()
    {
        { "unknown parameter", RdsIamVerdict.Malformed },
        { "action", RdsIamVerdict.Malformed },
        { "algorithm", RdsIamVerdict.Malformed },
        { "signed headers", RdsIamVerdict.Malformed },
        { "terminator", RdsIamVerdict.Malformed },
        { "day before", RdsIamVerdict.Malformed },
        { "day cut", RdsIamVerdict.Malformed },
        { "no day", RdsIamVerdict.Malformed },
        { "scheme", RdsIamVerdict.Malformed },
        { "user info", RdsIamVerdict.Malformed },
        { "host", RdsIamVerdict.WrongHost },
        { "upper-case host", RdsIamVerdict.WrongHost },
        { "host in brackets", RdsIamVerdict.WrongHost },
        { "root's dot", RdsIamVerdict.WrongHost },
        { "port", RdsIamVerdict.WrongPort },
        { "port with a zero", RdsIamVerdict.WrongPort },
        { "region", RdsIamVerdict.WrongRegion },
        { "service", RdsIamVerdict.WrongService },
        { "user", RdsIamVerdict.WrongUser },
        { "life of nothing", RdsIamVerdict.LifeOutOfRange },
        { "life of 901", RdsIamVerdict.LifeOutOfRange },
        { "negative life", RdsIamVerdict.Malformed },
        { "fraction of a life", RdsIamVerdict.Malformed },
        { "life beyond int", RdsIamVerdict.Malformed },
        { "unknown key", RdsIamVerdict.UnknownKey },
        { "another secret", RdsIamVerdict.BadSignature },
        { "session token without need", RdsIamVerdict.WrongSessionToken },
        { "missing session token", RdsIamVerdict.MissingSessionToken },
        { "another session token", RdsIamVerdict.WrongSessionToken },
        { "future", RdsIamVerdict.NotYetValid },
        { "past", RdsIamVerdict.Expired },
    };

    [Theory]
    [MemberData(nameof(SignedButWrong))]
    public void Verify_RightlySignedButWrongInOnePoint_SaysWhich(string what, RdsIamVerdict verdict)
    {
        var temporary = new TokenRecipe(_temporary, Now);
        var token = what switch
        {
            "unknown parameter" => Recipe with { Extra = ("X-Amz-Other", "1") },
            "action" => Recipe with { Action = "DbConnect" },
            "algorithm" => Recipe with { Algorithm = "AWS4-ECDSA-P256-SHA256" },
            "signed headers" => Recipe with { SignedHeaders = "host;x-amz-date" },
            "terminator" => Recipe with { Terminator = "aws5_request" },
            "day before" => Recipe with { Day = "20260313" },
            "day cut" => Recipe with { Day = "2026031" },
            "no day" => Recipe with { Day = "" },
            "scheme" => Recipe with { Authority = "https://" + Recipe.Authority },
            "user info" => Recipe with { Authority = "somebody@" + Recipe.Authority },
            "host" => Recipe with { Authority = "other.abc123def456.eu-west-1.rds.amazonaws.com:5432" },
            "upper-case host" => Recipe with { Authority = Recipe.Authority.ToUpperInvariant() },
            "host in brackets" => Recipe with { Authority = $"[{TokenRecipe.DefaultHost}]:5432" },
            "root's dot" => Recipe with { Authority = TokenRecipe.DefaultHost + ".:5432" },
            "port" => Recipe with { Authority = TokenRecipe.DefaultHost + ":5433" },
            "port with a zero" => Recipe with { Authority = TokenRecipe.DefaultHost + ":05432" },
            "region" => Recipe with { Region = "eu-west-2" },
            "service" => Recipe with { Service = "dsql" },
            "user" => Recipe with { User = "somebody_else" },
            "life of nothing" => Recipe with { Life = "0" },
            "life of 901" => Recipe with { Life = "901" },
            "negative life" => Recipe with { Life = "-1" },
            "fraction of a life" => Recipe with { Life = "1.5" },
            "life beyond int" => Recipe with { Life = "99999999999" },
            "unknown key" => Recipe with { Key = RdsIamKey.Generate(withSessionToken: false) },
            "another secret" => Recipe with { Key = new RdsIamKey(_key.AccessKeyId, RdsIamKey.Generate(withSessionToken: false).RevealSecretAccessKey()) },
            "session token without need" => Recipe with { SessionToken = "nobody asked" },
            "missing session token" => temporary with { SessionToken = "" },
            "another session token" => temporary with { SessionToken = RdsIamKey.Generate(withSessionToken: true).RevealSessionToken() },
            "future" => Recipe with { SignedAt = Now.AddSeconds(1) },
            _ => Recipe with { SignedAt = Now.AddSeconds(-900) },
        };

        _verifier.Verify(token.Sign(), "orders_app").ShouldBe(verdict);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(900)]
    public void Verify_LastMomentOfItsLife_IsValidAndThenExpired(int life)
    {
        var token = (Recipe with { Life = $"{life}" }).Sign();

        _time.SetUtcNow(Now.AddSeconds(life).AddTicks(-1));
        _verifier.Verify(token, "orders_app").ShouldBe(RdsIamVerdict.Valid);
        _time.SetUtcNow(Now.AddSeconds(life));
        _verifier.Verify(token, "orders_app").ShouldBe(RdsIamVerdict.Expired);
    }

    [Fact]
    public void Verify_SignedBeforeMidnightUsedAfter_IsValid()
    {
        var midnight = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var token = new TokenRecipe(_key, midnight.AddSeconds(-1)).Sign();

        _time.SetUtcNow(midnight.AddSeconds(1));
        _verifier.Verify(token, "orders_app").ShouldBe(RdsIamVerdict.Valid);
    }

    [Fact]
    public void Revoke_TokenSignedBefore_IsRevokedUntilTheKeyIsAddedAgain()
    {
        var token = Recipe.Sign();

        _verifier.Revoke(_key.AccessKeyId);
        _verifier.Verify(token, "orders_app").ShouldBe(RdsIamVerdict.RevokedKey);
        _verifier.Add(_key);
        _verifier.Verify(token, "orders_app").ShouldBe(RdsIamVerdict.Valid);
    }

    [Fact]
    public void Revoke_UnknownKey_Throws() =>
        Should.Throw<ArgumentException>(() => _verifier.Revoke("AKIAIOSFODNN7EXAMPLE")).Message.ShouldContain("AKIAIOSFODNN7EXAMPLE");

    [Theory]
    [InlineData("2001:db8::1", "[2001:db8::1]:5432", RdsIamVerdict.Valid)]
    [InlineData("2001:DB8::1", "[2001:db8::1]:5432", RdsIamVerdict.Valid)]
    [InlineData("2001:db8::1", "2001:db8::1:5432", RdsIamVerdict.WrongHost)]
    [InlineData("2001:db8::1", "[2001:db8::1:5432", RdsIamVerdict.WrongHost)]
    [InlineData("DB.Example.com.", "db.example.com:5432", RdsIamVerdict.Valid)]
    [InlineData("10.1.2.3", "10.1.2.3:5432", RdsIamVerdict.Valid)]
    public void Verify_OtherKindsOfHosts_AreComparedAsTheyAreSigned(string host, string authority, RdsIamVerdict verdict) =>
        Verifier(new JitEndpoint(host, 5432)).Verify((Recipe with { Authority = authority }).Sign(), "orders_app").ShouldBe(verdict);

    [Fact]
    public void Constructor_NoEndpoint_Throws() => Should.Throw<ArgumentException>(() => new RdsIamTokenVerifier(default, "eu-west-1")).ParamName.ShouldBe("endpoint");

    private RdsIamTokenVerifier Verifier(JitEndpoint endpoint)
    {
        var verifier = new RdsIamTokenVerifier(endpoint, "eu-west-1", _time);
        verifier.Add(_key);
        verifier.Add(_temporary);
        return verifier;
    }
}

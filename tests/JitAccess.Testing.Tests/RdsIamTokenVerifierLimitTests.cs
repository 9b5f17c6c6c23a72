using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests;

/// <summary>What a key is good for, beside its signature; and how far two clocks may be apart.</summary>
public sealed class RdsIamTokenVerifierLimitTests
{
    private const string User = "orders_app";

    private static readonly DateTimeOffset Now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);
    private static readonly JitEndpoint Endpoint = new(TokenRecipe.DefaultHost, 5432);

    private readonly RdsIamKey _key = RdsIamKey.Generate(withSessionToken: true);
    private readonly FakeTimeProvider _time = new(Now);

    private TokenRecipe Recipe => new(_key, Now);

    [Fact]
    public void Verify_KeyEndsBeforeTheToken_TokenEndsWithTheKey()
    {
        var verifier = new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time);
        verifier.Add(_key, expiresAt: Now.AddMinutes(5));
        var token = Recipe.Sign();

        _time.SetUtcNow(Now.AddMinutes(5).AddTicks(-1));
        verifier.Verify(token, User).ShouldBe(RdsIamVerdict.Valid);
        _time.SetUtcNow(Now.AddMinutes(5));
        verifier.Verify(token, User).ShouldBe(RdsIamVerdict.ExpiredKey);
    }

    [Fact]
    public void Verify_KeyForCertainUsers_IsNotAuthorizedForOthers()
    {
        var verifier = new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time);
        verifier.Add(_key, userNames: [User, "orders_reader"]);

        verifier.Verify(Recipe.Sign(), User).ShouldBe(RdsIamVerdict.Valid);
        verifier.Verify((Recipe with { User = "orders_reader" }).Sign(), "orders_reader").ShouldBe(RdsIamVerdict.Valid);
        verifier.Verify((Recipe with { User = "orders_owner" }).Sign(), "orders_owner").ShouldBe(RdsIamVerdict.NotAuthorized);
        verifier.Verify((Recipe with { User = "Orders_App" }).Sign(), "Orders_App").ShouldBe(RdsIamVerdict.NotAuthorized);
    }

    [Fact]
    public void Verify_KeyForNobody_IsNotAuthorizedForAnyone()
    {
        var verifier = new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time);
        verifier.Add(_key, userNames: []);

        verifier.Verify(Recipe.Sign(), User).ShouldBe(RdsIamVerdict.NotAuthorized);
    }

    [Fact]
    public void Verify_ForgedTokenForAnotherUser_SaysNothingOfWhatTheKeyMayDo()
    {
        var verifier = new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time);
        verifier.Add(_key, userNames: [User]);
        var forged = new RdsIamKey(_key.AccessKeyId, RdsIamKey.Generate(withSessionToken: false).RevealSecretAccessKey(), _key.RevealSessionToken());

        verifier.Verify((Recipe with { Key = forged, User = "orders_owner" }).Sign(), "orders_owner").ShouldBe(RdsIamVerdict.BadSignature);
    }

    [Fact]
    public void Add_KnownKey_ReplacesItsLimits()
    {
        var verifier = new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time);
        verifier.Add(_key, expiresAt: Now, userNames: ["somebody_else"]);
        verifier.Add(_key);

        verifier.Verify(Recipe.Sign(), User).ShouldBe(RdsIamVerdict.Valid);
    }

    [Fact]
    public void Revoke_KeyWithLimits_IsRevokedBeforeItIsExpired()
    {
        var verifier = new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time);
        verifier.Add(_key, expiresAt: Now);
        verifier.Verify(Recipe.Sign(), User).ShouldBe(RdsIamVerdict.ExpiredKey);

        verifier.Revoke(_key.AccessKeyId);
        verifier.Verify(Recipe.Sign(), User).ShouldBe(RdsIamVerdict.RevokedKey);
    }

    [Theory]
    [InlineData(0, 0, RdsIamVerdict.Valid)]
    [InlineData(0, 1, RdsIamVerdict.NotYetValid)]
    [InlineData(5, 5, RdsIamVerdict.Valid)]
    [InlineData(5, 6, RdsIamVerdict.NotYetValid)]
    public void Verify_SignedAhead_IsValidWithinTheAllowedSkewOnly(int allowed, int ahead, RdsIamVerdict verdict)
    {
        var verifier = new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time) { AllowedClockSkew = TimeSpan.FromSeconds(allowed) };
        verifier.Add(_key);

        verifier.Verify((Recipe with { SignedAt = Now.AddSeconds(ahead) }).Sign(), User).ShouldBe(verdict);
    }

    [Fact]
    public void Verify_AllowedSkew_LengthensNoLife()
    {
        var verifier = new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time) { AllowedClockSkew = TimeSpan.FromMinutes(5) };
        verifier.Add(_key);

        verifier.Verify((Recipe with { SignedAt = Now.AddSeconds(-900) }).Sign(), User).ShouldBe(RdsIamVerdict.Expired);
    }

    [Fact]
    public void AllowedClockSkew_Negative_Throws() => Should.Throw<ArgumentOutOfRangeException>(
        () => new RdsIamTokenVerifier(Endpoint, "eu-west-1", _time) { AllowedClockSkew = TimeSpan.FromTicks(-1) });
}

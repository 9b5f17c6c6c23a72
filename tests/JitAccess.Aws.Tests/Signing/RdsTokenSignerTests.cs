using System.Globalization;
using CsCheck;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Tests.Signing;

public sealed class RdsTokenSignerTests
{
    private const string Host = "db1.abc123def456.eu-west-1.rds.amazonaws.com";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 20, 30, TimeSpan.Zero);

    private readonly RdsTokenSigner _signer = new();

    [Theory]
    [InlineData("orders_app")]
    [InlineData("orders app")]
    [InlineData(" orders ")]
    [InlineData("orders@example.com")]
    [InlineData("a+b/c=d&e?f#g%20h")]
    [InlineData("bestellungen_ä_ß")]
    [InlineData("注文")]
    [InlineData("orders🙂")]
    [InlineData("lone\ud83d")]
    [InlineData("tilde~dot.dash-under_")]
    public void Sign_UnusualUser_EqualsReference(string user) => ShouldEqualReference(Request() with { UserName = user });

    [Theory]
    [InlineData("DB1.ABC123DEF456.EU-WEST-1.RDS.AMAZONAWS.COM", Host + ":5432/?")]
    [InlineData("db1.abc123def456.eu-west-1.rds.amazonaws.com.", Host + ":5432/?")]
    [InlineData("::1", "[::1]:5432/?")]
    [InlineData("2001:DB8::5", "[2001:db8::5]:5432/?")]
    [InlineData("127.0.0.1", "127.0.0.1:5432/?")]
    public void Sign_Host_IsNormalisedAndBracketed(string host, string start)
    {
        ShouldEqualReference(Request() with { Host = host });
        Sign(Request() with { Host = host }).ShouldStartWith(start);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(443)]
    [InlineData(5432)]
    [InlineData(54329)]
    [InlineData(65535)]
    public void Sign_AnyPort_IsPrintedAndSigned(int port)
    {
        ShouldEqualReference(Request() with { Port = port });
        Sign(Request() with { Port = port }).ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"{Host}:{port}/?"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("db/?Action=connect")]
    [InlineData("db\nhost:other")]
    [InlineData("user@db")]
    [InlineData("dbü.example.com")]
    [InlineData("fe80::1%eth0")]
    public void Sign_HostThatIsNone_Throws(string host) =>
        Should.Throw<ArgumentException>(() => Sign(Request() with { Host = host }));

    [Theory]
    [InlineData("")]
    [InlineData("eu-west-1/rds-db")]
    [InlineData("EU-WEST-1")]
    public void Sign_RegionThatIsNone_Throws(string region) =>
        Should.Throw<ArgumentException>(() => Sign(Request() with { Region = region }));

    [Fact]
    public void Sign_HostThatIsNone_NamesNoSecret()
    {
        var error = Should.Throw<ArgumentException>(
            () => _signer.Sign(new AwsSigningCredentials("akid", "the-secret-key", "the-session-token", null), Request() with { Host = "a/b" }));

        error.ToString().ShouldNotContain("the-secret-key");
        error.ToString().ShouldNotContain("the-session-token");
    }

    [Theory]
    [InlineData("admin", "Action=DbConnectAdmin&X")]
    [InlineData("Admin", "Action=DbConnect&X")]
    [InlineData("app", "Action=DbConnect&X")]
    public void Sign_DsqlUser_DecidesTheAction(string user, string action)
    {
        var request = Request() with { Service = AwsTokenService.Dsql, Host = "foo.dsql.eu-west-1.on.aws", UserName = user };

        ShouldEqualReference(request);
        Sign(request).ShouldStartWith("foo.dsql.eu-west-1.on.aws/?" + action);
    }

    [Fact]
    public void Sign_OtherDayRegionServiceOrSecret_NeverUsesTheOldKey()
    {
        // One signer throughout: each step changes one part of what the signing key is derived from.
        ShouldEqualReference(Request());
        ShouldEqualReference(Request() with { SignedAt = Now.AddDays(1) });
        ShouldEqualReference(Request() with { SignedAt = Now.AddDays(1), Region = "us-east-1" });
        ShouldEqualReference(Request() with { SignedAt = Now.AddDays(1), Region = "us-east-1", Service = AwsTokenService.Dsql });
        ShouldEqualReference(Request(), secretKey: "another");
        ShouldEqualReference(Request());
    }

    [Fact]
    public void Sign_ManyThreadsAndRegions_NeverMixKeys()
    {
        // Two regions evict each other's signing key all the time.
        var requests = new[] { Request(), Request() with { Region = "us-east-1" } };
        var expected = requests.Select(r => ReferenceSigner.Sign("akid", "secret", "a+b/c==", r)).ToArray();

        Parallel.For(0, 2_000, i => Sign(requests[i % 2]).ShouldBe(expected[i % 2]));
    }

    [Fact]
    public void Sign_OtherOffset_SignsTheUtcDay() =>
        ShouldEqualReference(Request() with { SignedAt = new DateTimeOffset(2026, 1, 1, 1, 30, 0, TimeSpan.FromHours(3)) });

    [Fact]
    public void Sign_Anything_EqualsReference()
    {
        var keys = Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 30], Gen.String[1, 200], Gen.String[1, 1200].Null());
        var requests = Gen.Select(
            Gen.Bool,
            Gen.OneOf(Gen.Const(Host), Gen.Const(Host + "."), Gen.Const(Host.ToUpperInvariant()), Gen.Const("::1"), Gen.Const("localhost")),
            Gen.Int[1, 65535],
            Gen.OneOf(Gen.Const("eu-west-1"), Gen.Const("us-gov-west-1"), Gen.Const("cn-northwest-1")),
            Gen.String[1, 63],
            Gen.Long[0, 4_102_444_800_000].Select(DateTimeOffset.FromUnixTimeMilliseconds),
            Gen.Int[1, 900]);

        Gen.Select(keys, requests).Sample((key, r) =>
        {
            var request = new AwsTokenRequest(r.Item1 ? AwsTokenService.Dsql : AwsTokenService.Rds, r.Item2, r.Item3, r.Item4, r.Item5, r.Item6, r.Item7);
            var token = _signer.Sign(new AwsSigningCredentials(key.Item1, key.Item2, key.Item3, null), request);
            return token == ReferenceSigner.Sign(key.Item1, key.Item2, key.Item3, request);
        });
    }

    private static AwsTokenRequest Request() => new(AwsTokenService.Rds, Host, 5432, "eu-west-1", "orders_app", Now, 900);

    private string Sign(AwsTokenRequest request) => _signer.Sign(new AwsSigningCredentials("akid", "secret", "a+b/c==", null), request);

    private void ShouldEqualReference(AwsTokenRequest request, string secretKey = "secret")
    {
        foreach (var sessionToken in new[] { null, "IQoJb3JpZ2lu+token/with==" })
        {
            _signer.Sign(new AwsSigningCredentials("akid", secretKey, sessionToken, null), request)
                .ShouldBe(ReferenceSigner.Sign("akid", secretKey, sessionToken, request));
        }
    }
}

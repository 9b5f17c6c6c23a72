using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests;

/// <summary>Speaks to the responder as PostgreSQL does, and as it never would.</summary>
public sealed partial class RdsIamAuthenticatorTests : IAsyncDisposable
{
    private const int Success = 0;
    private const int ProtocolError = 2;
    private const int AuthMethodNotSupported = 7;
    private const int InvalidCredentials = 49;
    private const int Unavailable = 52;
    private const int BindResponse = 1;

    private static readonly DateTimeOffset Now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly FakeLogCollector _logs = new();
    private readonly ILoggerFactory _loggerFactory;
    private readonly RdsIamKey _key = RdsIamKey.Generate(withSessionToken: true);
    private readonly RdsIamAuthenticator _authenticator;
    private readonly string _token;

    public RdsIamAuthenticatorTests()
    {
        _loggerFactory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(_logs)));
        _authenticator = RdsIamAuthenticator.Start(new RdsIamAuthenticatorOptions { TimeProvider = new FakeTimeProvider(Now), LoggerFactory = _loggerFactory });
        _authenticator.Verifier.Add(_key);
        _token = new TokenRecipe(_key, Now).Sign();
    }

    public async ValueTask DisposeAsync()
    {
        await _authenticator.DisposeAsync();
        _loggerFactory.Dispose();
    }

    [Fact]
    public async Task Bind_ValidToken_Succeeds()
    {
        using var client = await ConnectAsync();

        (await client.AskAsync(LdapClient.BindRequest(Name("orders_app"), Encoding.UTF8.GetBytes(_token), id: 7)))
            .ShouldBe((7, BindResponse, Success));
        _authenticator.Count(RdsIamVerdict.Valid).ShouldBe(1);
        _logs.LatestRecord.Message.ShouldBe("Accepted the token of orders_app");
    }

    [Theory]
    [InlineData("a,jit=b")]
    [InlineData("we,ird=user")]
    [InlineData("Grüße \\ \"x\"")]
    [InlineData("user=user=")]
    public async Task Bind_UserNameThatLooksLikeADistinguishedName_IsTakenAsItIs(string user)
    {
        using var client = await ConnectAsync();

        (await client.BindAsync(Name(user), new TokenRecipe(_key, Now) { User = user }.Sign())).ShouldBe(Success);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user=orders_app")]
    [InlineData("user=orders_app,jit=00000000000000000000000000000000")]
    [InlineData("cn=admin,dc=example,dc=com")]
    public async Task Bind_WithoutOurSuffix_IsRefusedAndNotJudged(string name)
    {
        using var client = await ConnectAsync();

        (await client.BindAsync(name, _token)).ShouldBe(InvalidCredentials);
        Enum.GetValues<RdsIamVerdict>().Sum(_authenticator.Count).ShouldBe(0);
        _logs.LatestRecord.Level.ShouldBe(LogLevel.Warning);
    }

    [Fact]
    public async Task Bind_SuffixChangedOrFollowedOrAlone_IsRefused()
    {
        using var client = await ConnectAsync();
        var name = Name("orders_app");

        foreach (var wrong in (string[])[name + "0", name[..^1], name[..^1] + "g", name.ToUpperInvariant(), name["user=orders_app".Length..], name["user=".Length..]])
            (await client.BindAsync(wrong, _token)).ShouldBe(InvalidCredentials, wrong);
        (await client.BindAsync(name, _token)).ShouldBe(Success);
    }

    [Fact]
    public async Task Bind_EmptyPassword_IsRefused()
    {
        using var client = await ConnectAsync();

        (await client.BindAsync(Name("orders_app"), "")).ShouldBe(InvalidCredentials);
        _authenticator.Count(RdsIamVerdict.Malformed).ShouldBe(1);
    }

    [Fact]
    public async Task Bind_PasswordThatIsNoUtf8_IsRefused()
    {
        using var client = await ConnectAsync();

        (await client.AskAsync(LdapClient.BindRequest(Name("orders_app"), [0xFF, 0xFE, 0x00]))).Code.ShouldBe(InvalidCredentials);
    }

    [Fact]
    public async Task Bind_NotSimple_IsNotSupported()
    {
        using var client = await ConnectAsync();
        var sasl = LdapClient.BindRequest(Name("orders_app"), [], authentication: new Asn1Tag(TagClass.ContextSpecific, 3));

        (await client.AskAsync(sasl)).ShouldBe((1, BindResponse, AuthMethodNotSupported));
    }

    [Fact]
    public async Task Bind_Version2_IsAProtocolError()
    {
        using var client = await ConnectAsync();

        (await client.BindAsync(Name("orders_app"), _token, version: 2)).ShouldBe(ProtocolError);
        _authenticator.Count(RdsIamVerdict.Valid).ShouldBe(0);
    }

    [Fact]
    public async Task AnotherOperation_IsAProtocolErrorAndTheConnectionStays()
    {
        using var client = await ConnectAsync();

        (await client.AskAsync(LdapClient.DeleteRequest(id: 3))).ShouldBe((3, 24, ProtocolError));
        (await client.BindAsync(Name("orders_app"), _token)).ShouldBe(Success);
    }

    [Fact]
    public async Task Bind_SeveralTimesOnOneConnection_EachIsJudged()
    {
        using var client = await ConnectAsync();

        (await client.BindAsync(Name("orders_app"), _token)).ShouldBe(Success);
        (await client.BindAsync(Name("somebody_else"), _token)).ShouldBe(InvalidCredentials);
        (await client.BindAsync(Name("orders_app"), _token)).ShouldBe(Success);
        (_authenticator.Count(RdsIamVerdict.Valid), _authenticator.Count(RdsIamVerdict.WrongUser)).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Bind_TwoMessagesInOnePacket_BothAreAnswered()
    {
        using var client = await ConnectAsync();
        var password = Encoding.UTF8.GetBytes(_token);

        await client.SendAsync([.. LdapClient.BindRequest(Name("orders_app"), password, id: 1), .. LdapClient.BindRequest(Name("x"), password, id: 2)]);

        (await client.ReadAsync()).ShouldBe((1, BindResponse, Success));
        (await client.ReadAsync()).ShouldBe((2, BindResponse, InvalidCredentials));
    }

    [Fact]
    public async Task Bind_MessageByteByByte_IsAnswered()
    {
        using var client = await ConnectAsync();

        foreach (var octet in LdapClient.BindRequest(Name("orders_app"), Encoding.UTF8.GetBytes(_token)))
            await client.SendAsync([octet]);

        (await client.ReadAsync()).Code.ShouldBe(Success);
    }

    [Fact]
    public async Task Bind_PasswordOf64KiB_IsJudged()
    {
        using var client = await ConnectAsync();

        (await client.BindAsync(Name("orders_app"), new string('x', 65_535))).ShouldBe(InvalidCredentials);
        _authenticator.Count(RdsIamVerdict.Malformed).ShouldBe(1);
    }

    [Fact]
    public async Task Unbind_ClosesTheConnection()
    {
        using var client = await ConnectAsync();

        await client.SendAsync(LdapClient.UnbindRequest());

        await client.ShouldBeClosedAsync();
    }

    [Theory]
    [InlineData("474554202F20485454502F312E310D0A0D0A")] // GET / HTTP/1.1
    [InlineData("308002010160")] // indefinite length
    [InlineData("3084FFFFFFFF")] // 4 GiB
    [InlineData("3083020001")] // one byte over the limit
    [InlineData("308500000000010000")] // a length of five bytes
    [InlineData("3000")] // nothing in it
    [InlineData("3003020101")] // no operation
    [InlineData("30050201016000")] // a bind without content
    [InlineData("300502010140FF")] // a bind that is not constructed
    [InlineData("30080201016003020103")] // a bind without a name
    [InlineData("300D02010160080201030401FF8000")] // a name that is no UTF-8
    [InlineData("3006020101600502")] // longer within than without
    public async Task Garbage_ClosesTheConnectionAndHarmsNobody(string hex)
    {
        using var client = await ConnectAsync();

        await client.SendAsync(Convert.FromHexString(hex));

        await client.ShouldBeClosedAsync();
        using var next = await ConnectAsync();
        (await next.BindAsync(Name("orders_app"), _token)).ShouldBe(Success);
    }

    [Fact]
    public async Task HalfAMessageThenEnd_ClosesTheConnection()
    {
        using var client = await ConnectAsync();

        await client.SendAsync([0x30, 0x40, 0x02]);
        client.HalfClose();

        await client.ShouldBeClosedAsync();
    }

    [Fact]
    public async Task IsUnavailable_EveryBindIsAnsweredSo()
    {
        using var client = await ConnectAsync();
        _authenticator.IsUnavailable = true;

        (await client.BindAsync(Name("orders_app"), _token)).ShouldBe(Unavailable);
        _authenticator.IsUnavailable = false;
        (await client.BindAsync(Name("orders_app"), _token)).ShouldBe(Success);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::ffff:0.0.0.0")]
    public void Start_AtEveryAddress_IsRefused(string address) => Should.Throw<ArgumentException>(
        () => RdsIamAuthenticator.Start(new RdsIamAuthenticatorOptions { ListenAddress = IPAddress.Parse(address) })).Message.ShouldContain("ListenAddress");

    [Fact]
    public void HbaLines_ByDefault_NameTheListenerAndRefusePlainText()
    {
        var lines = _authenticator.HbaLines();

        lines.Count.ShouldBe(2);
        lines[0].ShouldStartWith($"hostssl all +rds_iam all ldap ldapserver=127.0.0.1 ldapport={_authenticator.Port} ldapprefix=\"user=\" ldapsuffix=\",jit=");
        lines[1].ShouldMatch("^host +all \\+rds_iam all reject$");
        _authenticator.HbaLines("host.docker.internal")[0].ShouldContain("ldapserver=host.docker.internal ");
    }

    [Fact]
    public async Task HbaLines_OfTwoAuthenticators_HoldDifferentSuffixes()
    {
        await using var other = RdsIamAuthenticator.Start();

        Suffix(other).ShouldNotBe(Suffix(_authenticator));
    }

    [Fact]
    public async Task DisposeAsync_WithOpenConnections_ClosesThemAndMayBeRepeated()
    {
        using var idle = await ConnectAsync();
        using var halfway = await ConnectAsync();
        (await idle.BindAsync(Name("orders_app"), _token)).ShouldBe(Success);
        await halfway.SendAsync([0x30, 0x40]);
        var port = _authenticator.Port;

        await _authenticator.DisposeAsync();
        await _authenticator.DisposeAsync();

        await idle.ShouldBeClosedAsync();
        await halfway.ShouldBeClosedAsync();
        _authenticator.Port.ShouldBe(port);
        await Should.ThrowAsync<SocketException>(ConnectAsync);
    }

    [Fact]
    public async Task Log_AfterEveryKindOfAnswer_HoldsNoTokenAndNoSecret()
    {
        using var client = await ConnectAsync();
        var malformed = _token.Replace("Action=connect&", "", StringComparison.Ordinal);
        foreach (var (name, password) in ((string, string)[])
                 [
                     (Name("orders_app"), _token), (Name("x"), _token), ("user=" + _token, _token), (Name("orders_app"), malformed),
                     (Name("orders_app"), _token[..^1]), (Name("orders_app"), "hunter2hunter2hunter2"),
                 ])
            await client.BindAsync(name, password);
        await client.SendAsync([0x30, 0x80]);
        await client.ShouldBeClosedAsync();
        await _authenticator.DisposeAsync();

        var text = string.Join('\n', _logs.GetSnapshot().Select(r => $"{r.Message} {r.Exception} {string.Join(' ', r.StructuredState?.Select(p => p.Value) ?? [])}"));
        text.ShouldContain("Refused the token of orders_app: BadSignature");
        var secrets = (string[])
            [_token, _key.RevealSecretAccessKey(), _key.RevealSessionToken()!, Uri.EscapeDataString(_key.RevealSessionToken()!), Suffix(_authenticator), "hunter2hunter2hunter2"];
        foreach (var secret in secrets)
            for (var i = 0; i + 16 <= secret.Length; i++)
                text.ShouldNotContain(secret.Substring(i, 16), Case.Sensitive);
    }

    private Task<LdapClient> ConnectAsync() => LdapClient.ConnectAsync(_authenticator.Port);

    private string Name(string user) => $"user={user}{Suffix(_authenticator)}";

    private static string Suffix(RdsIamAuthenticator authenticator) => SuffixPattern().Match(authenticator.HbaLines()[0]).Groups[1].Value;

    [GeneratedRegex("ldapsuffix=\"([^\"]+)\"")]
    private static partial Regex SuffixPattern();
}

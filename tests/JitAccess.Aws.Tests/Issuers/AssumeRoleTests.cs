using System.Globalization;
using System.Net;
using Amazon.Runtime;
using JitAccess.Aws.Tests.Credentials;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>A role by STS: the one issuer whose client shows what a refusal's headers say.</summary>
[Collection(ProcessWide.Name)]
public sealed class AssumeRoleTests : IAsyncDisposable
{
    private readonly SdkTime _time = new();
    private readonly ProcessSettings _process = new();
    private readonly LoopbackIssuer _sts;
    private readonly AssumeRoleAWSCredentials _role = new(new BasicAWSCredentials("base", "base-secret"), "arn:aws:iam::123456789012:role/app", "s");
    private readonly RdsIamCredentialProvider _provider;
    private IssuedKeys _keys;

    public AssumeRoleTests()
    {
        _keys = new IssuedKeys("first", TimeSpan.FromHours(1), _time);
        _sts = new LoopbackIssuer(_ => new IssuerAnswer(_keys.ToXml()), _time);
        _process.Set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", null);
        _process.Set("AWS_ENDPOINT_URL_STS", _sts.Url);
        _process.Set("AWS_REGION", "eu-west-1");
        _process.Set("AWS_MAX_ATTEMPTS", "1");
        _provider = Provider();
    }

    public async ValueTask DisposeAsync()
    {
        await _sts.DisposeAsync();
        _process.Dispose();
        _time.Dispose();
    }

    [Fact]
    public async Task R03_Token_OfARolesKeysThatEndFirst_EndsWithThemAndTheNextIsSignedByTheNewKeys()
    {
        _keys = new IssuedKeys("ending", TimeSpan.FromMinutes(10), _time);
        var capped = await SignedToken.MintAsync(_provider);
        capped.ShouldBeSignedBy("ending");
        capped.ExpiresAt.ShouldBeLessThanOrEqualTo(_keys.Expiration);

        _sts.Answer = static _ => HttpStatusCode.ServiceUnavailable;
        (await SignedToken.MintAsync(Provider())).ShouldBeSignedBy("ending"); // what it gave last is good for ten minutes

        _sts.Answer = _ => new IssuerAnswer(_keys.ToXml());
        _keys = new IssuedKeys("renewed", TimeSpan.FromHours(1), _time);
        (await SignedToken.MintAsync(Provider())).ShouldBeSignedBy("renewed");
    }

    [Fact]
    public async Task Token_StsThrottles_IsTransientAndTellsHowLongToWait()
    {
        _sts.Answer = static _ => Error(HttpStatusCode.BadRequest, "Throttling", "Rate exceeded", ("Retry-After", "7"));
        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        error.Message.ShouldContain("Throttling: Rate exceeded");
        error.Message.ShouldNotContain("clock");
        _sts.Answer = _ => new IssuerAnswer(_keys.ToXml());
        (await SignedToken.MintAsync(_provider)).ShouldBeSignedBy("first");
    }

    [Theory]
    [InlineData(-20, "ahead")]
    [InlineData(20, "behind")]
    public async Task Token_StsRefusesAndItsClockDiffers_NamesBothTimes(int minutes, string relation)
    {
        var theirs = _time.GetUtcNow().AddMinutes(minutes);
        _sts.Answer = _ => Error(
            HttpStatusCode.Forbidden, "SignatureDoesNotMatch", "Signature expired: 20261124T100000Z is now earlier than 20261124T101500Z",
            ("Date", theirs.ToString("r", CultureInfo.InvariantCulture)));

        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_provider));

        error.Message.ShouldContain("The clock of this machine says ");
        error.Message.ShouldContain($"and that of AWS {theirs:yyyy-MM-dd'T'HH:mm:ss}");
        error.Message.ShouldContain($" {relation}. Tokens signed by it are refused; synchronise it (NTP).");
    }

    [Fact]
    public async Task Token_StsRefusesTheTimeOnly_NamesOurs()
    {
        _sts.Answer = static _ => Error(HttpStatusCode.Forbidden, "RequestTimeTooSkewed", "The difference is too large", ("Date", "not a date"));

        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_provider));

        error.Message.ShouldContain("AWS finds the time of the request wrong; the clock of this machine says ");
    }

    [Fact]
    public async Task Token_StsRefusesTheKey_SaysNothingOfTheClock()
    {
        _sts.Answer = static _ => Error(HttpStatusCode.Forbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match");

        var error = await Should.ThrowAsync<JitProviderException>(() => SignedToken.MintAsync(_provider));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldNotContain("clock");
    }

    private RdsIamCredentialProvider Provider() => new(new RdsIamOptions { Credentials = _role, AllowConfiguredEndpointUrls = true }, _time);

    private static IssuerAnswer Error(HttpStatusCode status, string code, string message, params (string Name, string Value)[] headers) => new(
        $"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>""",
        status)
    {
        Headers = headers.ToDictionary(h => h.Name, h => h.Value),
    };
}

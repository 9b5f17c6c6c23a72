using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JitAccess.Vault.Tests.Auth;

public sealed class AwsIamLoginTests : VaultTest
{
    private const string AwsLogin = "POST /v1/auth/aws/login";

    private readonly string _secretKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
    private readonly string _sessionToken = Convert.ToHexString(RandomNumberGenerator.GetBytes(40));

    [Fact]
    public async Task Aws_Login_SignsTheServerIdAndTheSession()
    {
        Vault.On(AwsLogin, Capture.Of("aws-iam-login-200"));

        await MintAsync(Aws(o => o.Auth.Region = "eu-west-1"));

        var body = JsonDocument.Parse(Vault.Requests.First().Body).RootElement;
        body.GetProperty("role").GetString().ShouldBe("app");
        body.GetProperty("iam_http_request_method").GetString().ShouldBe("POST");
        Text(body, "iam_request_url").ShouldBe("https://sts.eu-west-1.amazonaws.com/");
        Text(body, "iam_request_body").ShouldBe("Action=GetCallerIdentity&Version=2011-06-15");
        var headers = JsonDocument.Parse(Text(body, "iam_request_headers")).RootElement;
        headers.GetProperty("X-Vault-AWS-IAM-Server-ID")[0].GetString().ShouldBe("vault.example.com");
        headers.GetProperty("X-Amz-Security-Token")[0].GetString().ShouldBe(_sessionToken);
        headers.GetProperty("X-Amz-Date")[0].GetString().ShouldBe("20261126T100000Z");
        headers.GetProperty("Authorization")[0].GetString()!.ShouldContain(
            "Credential=AKIDEXAMPLE/20261126/eu-west-1/sts/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-vault-aws-iam-server-id, Signature=");
        Vault.Requests.First().Body.ShouldNotContain(_secretKey);
    }

    [Fact]
    public async Task Aws_Login_IsSignedAfreshEachTime()
    {
        Vault.On(AwsLogin, Capture.Of("aws-iam-login-200"));
        var provider = Aws();
        await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(900));

        await MintAsync(provider);

        Vault.Requests.Where(r => r.Line == AwsLogin).Select(r => r.Body).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("cn-north-1", null, "https://sts.cn-north-1.amazonaws.com.cn/")]
    [InlineData(null, null, "https://sts.amazonaws.com/")]
    [InlineData("eu-west-1", "https://vpce.example.com", "https://vpce.example.com/")]
    public async Task Aws_Endpoint_IsThatOfTheRegionOrTheOption(string? region, string? endpoint, string url)
    {
        Vault.On(AwsLogin, Capture.Of("aws-iam-login-200"));

        await MintAsync(Aws(o => (o.Auth.Region, o.Auth.StsEndpoint) = (region, endpoint)));

        Text(JsonDocument.Parse(Vault.Requests.First().Body).RootElement, "iam_request_url").ShouldBe(url);
    }

    [Theory]
    [InlineData("aws-iam-login-missing-server-id", JitProviderErrorKind.Misconfigured)]
    [InlineData("aws-iam-login-wrong-server-id", JitProviderErrorKind.Misconfigured)]
    [InlineData("aws-iam-login-sts-403", JitProviderErrorKind.Denied)]
    [InlineData("aws-iam-login-sts-down", JitProviderErrorKind.Transient)]
    [InlineData("aws-iam-login-unknown-role", JitProviderErrorKind.Misconfigured)]
    [InlineData("aws-iam-login-bad-body", JitProviderErrorKind.Misconfigured)]
    public async Task Aws_Refused_IsClassified(string capture, JitProviderErrorKind kind)
    {
        Vault.On(AwsLogin, Capture.Of(capture));

        (await RefusedAsync(MintAsync(Aws()))).Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task Aws_ServerThatRepeatsWhatWasSent_IsScrubbed()
    {
        Vault.On(AwsLogin, r =>
        {
            var headers = JsonDocument.Parse(r.Body).RootElement.GetProperty("iam_request_headers").GetString()!;
            return VaultReply.Error(400, headers + " " + _sessionToken);
        });

        (await RefusedAsync(MintAsync(Aws()))).Message.ShouldContain("'*** ***'");
    }

    private VaultCredentialProvider Aws(Action<VaultOptions>? configure = null) => Provider(o =>
    {
        o.Auth = new VaultAuthOptions { Method = VaultAuthMethod.AwsIam, Role = "app", ServerId = "vault.example.com" };
        o.Auth.UseAwsCredentials(_ => new(new VaultAwsCredentials("AKIDEXAMPLE", _secretKey, _sessionToken)));
        configure?.Invoke(o);
    });

    private static string Text(JsonElement body, string name) => Encoding.UTF8.GetString(Convert.FromBase64String(body.GetProperty(name).GetString()!));
}

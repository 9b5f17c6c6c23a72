using JitAccess.Vault.Auth;

namespace JitAccess.Vault.Tests.Auth;

/// <summary>The published test suite of AWS Signature Version 4, as far as a POST to the root goes.</summary>
public sealed class AwsRequestSignerTests
{
    private static readonly VaultAwsCredentials Keys = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static readonly DateTimeOffset At = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    private static readonly Uri Endpoint = new("https://example.amazonaws.com/");

    [Fact]
    public void Sign_PostVanilla_IsThePublishedSignature() => Sign("").ShouldBe(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
        + "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");

    [Fact]
    public void Sign_PostHeaderKeyCase_IsThePublishedSignature() => Sign("Param1=value1", ("Content-Type", "application/x-www-form-urlencoded")).ShouldBe(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
        + "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");

    private static string Sign(string body, params (string Name, string Value)[] headers) =>
        new AwsRequestSigner("service", "us-east-1")
            .Sign(Endpoint, body, headers.Select(h => KeyValuePair.Create(h.Name, h.Value)), Keys, At)["Authorization"];
}

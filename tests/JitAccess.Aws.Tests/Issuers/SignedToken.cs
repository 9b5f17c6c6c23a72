using System.Globalization;
using Amazon.Runtime;
using JitAccess.Aws.Signing;
using JitAccess.Aws.Tests.Signing;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>Mints tokens and tells by which keys they were signed.</summary>
internal static class SignedToken
{
    private const string Host = "db1.abc123def456.eu-west-1.rds.amazonaws.com";

    public static Task<JitCredential> MintAsync(IJitCredentialProvider provider) =>
        provider.GetCredentialAsync(Request(), TestContext.Current.CancellationToken).AsTask();

    public static JitCredentialRequest Request() => new()
    {
        DatabaseName = "orders",
        Endpoint = new JitEndpoint(Host, 5432),
        UserName = "orders_app",
        RequestedAt = TimeProvider.System.GetUtcNow(),
    };

    public static RdsIamCredentialProvider Provider(AWSCredentials credentials, SdkTime time) => new(new RdsIamOptions { Credentials = credentials }, time);

    /// <summary>Asserts that a token is signed by exactly these keys: name, secret and session token.</summary>
    public static void ShouldBeSignedBy(this JitCredential credential, string accessKey)
    {
        var token = credential.RevealSecret();
        var date = DateTimeOffset.ParseExact(Parameter(token, "X-Amz-Date"), "yyyyMMdd'T'HHmmss'Z'", null, DateTimeStyles.AssumeUniversal);
        token.ShouldBe(ReferenceSigner.Sign(
            accessKey, $"secret-of-{accessKey}", $"token-of-{accessKey}",
            new AwsTokenRequest(
                AwsTokenService.Rds, Host, 5432, "eu-west-1", "orders_app", date,
                int.Parse(Parameter(token, "X-Amz-Expires"), CultureInfo.InvariantCulture))));
    }

    private static string Parameter(string token, string name)
    {
        var start = token.IndexOf(name + "=", StringComparison.Ordinal) + name.Length + 1;
        return token[start..token.IndexOf('&', start)];
    }
}

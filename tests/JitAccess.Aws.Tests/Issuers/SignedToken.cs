using System.Globalization;
using Amazon.Runtime;
using JitAccess.Aws.Signing;
using JitAccess.Aws.Tests.Signing;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>Mints tokens and tells by which keys they were signed.</summary>
internal static class SignedToken
{
    private const string Host = "db1.abc123def456.eu-west-1.rds.amazonaws.com";

    public static Task<JitCredential> MintAsync(IJitCredentialProvider provider) => provider.GetCredentialAsync(
        new JitCredentialRequest
        {
            DatabaseName = "orders",
            Endpoint = new JitEndpoint(Host, 5432),
            UserName = "orders_app",
            RequestedAt = TimeProvider.System.GetUtcNow(),
        },
        TestContext.Current.CancellationToken).AsTask();

    /// <summary>A minute of this the SDK keeps for itself, so that the keys are renewed within seconds.</summary>
    public static TimeSpan ShortLife { get; } = TimeSpan.FromSeconds(65);

    public static RdsIamCredentialProvider Provider(AWSCredentials credentials) => new(new RdsIamOptions { Credentials = credentials });

    /// <summary>Mints until the keys have been renewed, which they are when two thirds of their life have passed.</summary>
    public static async Task<JitCredential> MintUntilSignedByAsync(IJitCredentialProvider provider, string accessKey)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var credential = await MintAsync(provider);
            if (credential.RevealSecret().Contains($"X-Amz-Credential={accessKey}%2F", StringComparison.Ordinal))
            {
                credential.ShouldBeSignedBy(accessKey);
                return credential;
            }

            limit.IsCancellationRequested.ShouldBeFalse($"the keys were not renewed to '{accessKey}'");
            await Task.Yield();
        }
    }

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

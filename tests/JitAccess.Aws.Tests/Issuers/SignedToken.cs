using System.Globalization;
using Amazon.Runtime;
using JitAccess.Aws.Signing;
using JitAccess.Aws.Tests.Signing;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>Mints tokens and tells by which keys they were signed.</summary>
internal static class SignedToken
{
    private const string Host = "db1.abc123def456.eu-west-1.rds.amazonaws.com";

    // A minute of this the SDK keeps for itself, so that the keys are renewed within seconds.
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(65);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<JitCredential> MintAsync(IJitCredentialProvider provider) =>
        provider.GetCredentialAsync(Request(), TestContext.Current.CancellationToken).AsTask();

    public static JitCredentialRequest Request() => new()
    {
        DatabaseName = "orders",
        Endpoint = new JitEndpoint(Host, 5432),
        UserName = "orders_app",
        RequestedAt = TimeProvider.System.GetUtcNow(),
    };

    public static RdsIamCredentialProvider Provider(AWSCredentials credentials) => new(new RdsIamOptions { Credentials = credentials });

    /// <summary>Mints by keys that are renewed within seconds.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="accessKey">The keys' name.</param>
    /// <param name="issue">Gives the issuer keys to hand out; again, where this machine was too busy to use the last ones in their time.</param>
    public static async Task<(JitCredential Token, IssuedKeys Keys)> MintByShortKeysAsync(
        IJitCredentialProvider provider, string accessKey, Action<IssuedKeys> issue)
    {
        for (var attempt = 1; ; attempt++)
        {
            var keys = new IssuedKeys(accessKey, ShortLife);
            issue(keys);
            try
            {
                var credential = await MintAsync(provider);
                credential.ShouldBeSignedBy(accessKey);
                return (credential, keys);
            }
            catch (JitProviderException) when (attempt < 10 && TimeProvider.System.GetUtcNow() > keys.Expiration.AddMinutes(-1))
            {
            }
        }
    }

    /// <summary>Mints until the keys have been renewed, which they are when a third of their life has passed.</summary>
    public static async Task<JitCredential> MintUntilSignedByAsync(IJitCredentialProvider provider, string accessKey)
    {
        JitCredential credential;
        var start = TimeProvider.System.GetTimestamp();
        do
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience, $"the keys were not renewed to '{accessKey}'");
            credential = await MintAsync(provider);
        }
        while (!credential.RevealSecret().Contains($"X-Amz-Credential={accessKey}%2F", StringComparison.Ordinal));

        credential.ShouldBeSignedBy(accessKey);
        return credential;
    }

    /// <summary>Mints until that fails, and asserts that no token outlives its keys in the meantime.</summary>
    public static async Task<JitProviderException> MintUntilFailureAsync(IJitCredentialProvider provider, IssuedKeys keys)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience, $"tokens are still signed by '{keys.AccessKey}'");
            try
            {
                (await MintAsync(provider)).ExpiresAt.ShouldBeLessThanOrEqualTo(keys.Expiration);
            }
            catch (JitProviderException failure)
            {
                return failure;
            }
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

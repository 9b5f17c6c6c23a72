using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using JitAccess.Aws.Signing;
using JitAccess.Aws.Tests.Signing;
using JitAccess.Testing;

namespace JitAccess.Benchmarks.Signing;

/// <summary>One token, by the AWS SDK and by us. Not sealed: BenchmarkDotNet derives from it.</summary>
public class SignerBenchmarks
{
    internal const string Region = "eu-west-1";
    internal const string Host = "orders.abc123def456.eu-west-1.rds.amazonaws.com";
    internal const int Port = 5432;
    internal const string UserName = "orders_app";

    private readonly RdsTokenSigner _signer = new();
    private ImmutableCredentials _sdkCredentials = null!;
    private AwsSigningCredentials _credentials = null!;

    [Params(false, true)]
    public bool SessionToken { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var key = RdsIamKey.Generate(SessionToken);
        _sdkCredentials = new ImmutableCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken());
        _credentials = new AwsSigningCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken(), expiresAt: null);
    }

    [Benchmark(Baseline = true)]
    public string AwsSdk() => SdkPresigner.Sign(_sdkCredentials, Region, Host, Port, UserName);

    // It reads the clock, as the SDK does.
    [Benchmark]
    public string JitAccess() => Sign(TimeProvider.System.GetUtcNow());

    /// <summary>Returns whether both make the same token for the same instant.</summary>
    internal bool AreEqual()
    {
        var theirs = AwsSdk();
        return TokenText.Normalize(Sign(TokenText.SignedAt(theirs))) == TokenText.Normalize(theirs);
    }

    private string Sign(DateTimeOffset signedAt) =>
        _signer.Sign(_credentials, new AwsTokenRequest(AwsTokenService.Rds, Host, Port, Region, UserName, signedAt, ExpiresInSeconds: 900));
}

using Amazon.Runtime;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>AWS credentials that change, or fail, when a test says so.</summary>
internal sealed class RotatingCredentials(RdsIamKey first) : AWSCredentials
{
    private volatile RdsIamKey? _key = first;

    public void RotateTo(RdsIamKey key) => _key = key;

    public void Fail() => _key = null;

    public override ImmutableCredentials GetCredentials() => throw new NotSupportedException("The asynchronous way is the one to take.");

    public override Task<ImmutableCredentials> GetCredentialsAsync() => _key is { } key
        ? Task.FromResult(new ImmutableCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken()))
        : Task.FromException<ImmutableCredentials>(new HttpRequestException("The credential endpoint is down."));
}

using Amazon.Runtime;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>AWS credentials that are found revoked after their first use, and replaced.</summary>
internal sealed class ReplacedCredentials(RdsIamKey first, RdsIamKey next) : AWSCredentials
{
    private int _calls;

    public override ImmutableCredentials GetCredentials() => throw new NotSupportedException("The asynchronous way is the one to take.");

    public override Task<ImmutableCredentials> GetCredentialsAsync()
    {
        var key = Interlocked.Increment(ref _calls) == 1 ? first : next;
        return Task.FromResult(new ImmutableCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken()));
    }
}

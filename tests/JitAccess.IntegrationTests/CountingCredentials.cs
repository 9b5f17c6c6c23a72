using Amazon.Runtime;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>AWS credentials that count how often they are asked for, and answer when released.</summary>
internal sealed class CountingCredentials(RdsIamKey key) : AWSCredentials
{
    // Else a token would live for a minute, as with keys of which nobody says when they end.
    public override DateTime? Expiration { get; set; } = TestServer.EndOfKeys;

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Gets a task that ends with the first call.</summary>
    public Task Asked => _asked.Task;

    public void Release() => _released.SetResult();

    public override ImmutableCredentials GetCredentials() => throw new NotSupportedException("The asynchronous way is the one to take.");

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        Interlocked.Increment(ref _calls);
        _asked.TrySetResult();
        await _released.Task;
        return new ImmutableCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken());
    }
}

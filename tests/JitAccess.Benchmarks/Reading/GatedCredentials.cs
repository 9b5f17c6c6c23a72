using Amazon.Runtime;

namespace JitAccess.Benchmarks.Reading;

/// <summary>AWS credentials that answer when released, and count how often they were asked.</summary>
internal sealed class GatedCredentials(AWSCredentials inner) : AWSCredentials
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public void Release() => _released.SetResult();

    public override ImmutableCredentials GetCredentials() => inner.GetCredentials();

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        Interlocked.Increment(ref _calls);
        await _released.Task;
        return await inner.GetCredentialsAsync();
    }
}

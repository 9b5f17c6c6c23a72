using Amazon.Runtime;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>AWS credentials that change, fail, or keep their reader waiting, when a test says so.</summary>
internal sealed class RotatingCredentials(RdsIamKey first) : AWSCredentials
{
    // Else a token would live for a minute, as with keys of which nobody says when they end.
    public override DateTime? Expiration { get; set; } = TestServer.EndOfKeys;

    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _gate;
    private volatile RdsIamKey? _key = first;

    /// <summary>Gets a task that ends when somebody waits at the gate.</summary>
    public Task Held => _held.Task;

    public void RotateTo(RdsIamKey key) => _key = key;

    public void Fail() => _key = null;

    /// <summary>Closes the gate; what is returned opens it.</summary>
    public Action Hold()
    {
        var gate = _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return gate.SetResult;
    }

    public override ImmutableCredentials GetCredentials() => throw new NotSupportedException("The asynchronous way is the one to take.");

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (_gate is { } gate)
        {
            _held.TrySetResult();
            await gate.Task;
        }

        var key = _key ?? throw new HttpRequestException("The credential endpoint is down.");
        return new ImmutableCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken());
    }
}

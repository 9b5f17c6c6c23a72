using System.Collections.Concurrent;

namespace JitAccess.Tests.Refresh;

/// <summary>A provider whose answers the test scripts, and which counts how it is called.</summary>
internal sealed class FakeProvider(TimeProvider time) : IJitCredentialProvider
{
    private int _concurrent;
    private int _issued;

    public JitProviderIdentity Identity { get; init; } = new("fake");

    public JitCredentialScope Scope { get; init; } = JitCredentialScope.PerEndpoint;

    public bool RotatesUserName => false;

    /// <summary>Gets or sets the life of what is issued.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets what happens instead of issuing at once; throwing fails the call.</summary>
    public Func<JitCredentialRequest, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public ConcurrentQueue<JitCredentialRequest> Requests { get; } = new();

    public int Calls => Requests.Count;

    public int Running => Volatile.Read(ref _concurrent);

    public int MaxConcurrent { get; private set; }

    public async ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        MaxConcurrent = Math.Max(MaxConcurrent, Interlocked.Increment(ref _concurrent));
        try
        {
            await Before(request, cancellationToken);
            return new JitCredential(
                request.UserName ?? "minted", $"secret-{Interlocked.Increment(ref _issued)}", request.RequestedAt, request.RequestedAt + Life);
        }
        finally
        {
            Interlocked.Decrement(ref _concurrent);
        }
    }

    /// <summary>Makes every call fail, until <see cref="Recover"/>.</summary>
    public void Fail(JitProviderErrorKind kind = JitProviderErrorKind.Transient, TimeSpan? retryAfter = null) =>
        Before = (_, _) => throw new JitProviderException(kind, "the issuer said no", retryAfter: retryAfter);

    public void Recover() => Before = (_, _) => Task.CompletedTask;

    /// <summary>Makes every call wait for the gate that is returned, or for its cancellation.</summary>
    public Gate Hold()
    {
        var gate = new Gate();
        Before = gate.PassAsync;
        return gate;
    }

    /// <summary>Makes every call take this long by the test's clock.</summary>
    /// <returns>A task that ends when a call has begun to wait.</returns>
    public Task Take(TimeSpan duration)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Before = (_, token) =>
        {
            var delay = Task.Delay(duration, time, token);
            entered.TrySetResult();
            return delay;
        };
        return entered.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}

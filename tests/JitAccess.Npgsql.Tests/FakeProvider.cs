using System.Security.Cryptography.X509Certificates;

namespace JitAccess.Npgsql.Tests;

/// <summary>Mints numbered secrets; its traits are what a test says.</summary>
internal sealed class FakeProvider(TimeProvider? timeProvider = null) : IJitCredentialProvider
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public Func<JitCredentialRequest, Exception?> Failure { get; set; } = static _ => null;

    public JitProviderIdentity Identity { get; init; } = new("fake");

    public JitCredentialScope Scope { get; init; } = JitCredentialScope.PerEndpoint;

    public bool RotatesUserName { get; init; }

    public bool IsStanding { get; init; }

    public JitPasswordExchange PasswordExchange { get; init; } = JitPasswordExchange.ClearTextInsideTls;

    public JitSessionDefaults SessionDefaults { get; set; } = JitSessionDefaults.None;

    /// <summary>Gets what vouches for a host; the system, unless a test says otherwise.</summary>
    public Func<string, X509Certificate2Collection?> TrustRoots { get; init; } = static _ => null;

    /// <summary>Gets a task that ends with the first call.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Gets what a call waits for before it answers.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    public X509Certificate2Collection? GetTrustRoots(string host) => TrustRoots(host);

    public async ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _calls);
        _asked.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        if (Failure(request) is { } failure)
            throw failure;

        var now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        return new JitCredential(RotatesUserName ? $"user-{number}" : request.UserName!, $"secret-{number}-for-{request.Endpoint}", request.RequestedAt, now.AddMinutes(15));
    }
}

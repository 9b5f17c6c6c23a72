using System.Collections.Concurrent;

namespace JitAccess.Tests.Refresh;

/// <summary>An issuer of leases: every mint creates another user.</summary>
internal sealed class FakeLeaseProvider : IJitLeaseProvider
{
    private int _minted;

    public JitProviderIdentity Identity { get; } = new("fake-lease");

    public JitCredentialScope Scope => JitCredentialScope.PerDatabase;

    public bool RotatesUserName => true;

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan? MaxLife { get; set; } = TimeSpan.FromHours(24);

    public bool IsRenewable { get; set; } = true;

    public bool IsAlive { get; set; } = true;

    public Exception? MintError { get; set; }

    public Exception? RenewError { get; set; }

    public Exception? LookupError { get; set; }

    public Func<CancellationToken, Task> BeforeMint { get; set; } = _ => Task.CompletedTask;

    public Func<CancellationToken, Task> BeforeRenew { get; set; } = _ => Task.CompletedTask;

    public Func<CancellationToken, Task> BeforeRevoke { get; set; } = _ => Task.CompletedTask;

    public int Mints => _minted;

    public int Renewals { get; private set; }

    public int Lookups { get; private set; }

    public ConcurrentQueue<string> Revoked { get; } = new();

    public async ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        await BeforeMint(cancellationToken);
        if (MintError is { } error)
            throw error;
        var number = Interlocked.Increment(ref _minted);
        return Issue($"user-{number}", $"secret-{number}", request.RequestedAt, request.RequestedAt + MaxLife);
    }

    public async ValueTask<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken)
    {
        Renewals++;
        await BeforeRenew(cancellationToken);
        if (RenewError is { } error)
            throw error;
#pragma warning disable RS0030 // A renewal keeps the secret.
        return Issue(credential.UserName, credential.RevealSecret(), request.RequestedAt, credential.Lease!.MaxExpiresAt);
#pragma warning restore RS0030
    }

    public ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        Lookups++;
        return LookupError is { } error ? throw error : new ValueTask<bool>(IsAlive);
    }

    public async ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        await BeforeRevoke(cancellationToken);
        Revoked.Enqueue(credential.UserName);
    }

    private JitCredential Issue(string user, string secret, DateTimeOffset at, DateTimeOffset? end)
    {
        var expires = at + Life;
        return new JitCredential(
            user, secret, at, end < expires ? end.Value : expires, new JitCredentialLease($"lease/{user}", IsRenewable, end));
    }
}

namespace JitAccess.Npgsql.Tests;

/// <summary>Mints credentials with leases, and writes down what is revoked and when, in a journal that a test shares.</summary>
internal sealed class FakeLeaseProvider(List<string> journal) : IJitLeaseProvider
{
    private int _minted;

    public JitProviderIdentity Identity { get; } = new("fake-leases");

    public JitCredentialScope Scope => JitCredentialScope.PerDatabase;

    public bool RotatesUserName => false;

    /// <summary>Gets or sets what happens before a revocation succeeds.</summary>
    public Func<CancellationToken, Task> Revoking { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Gets when the lease that was minted last ends by itself.</summary>
    public DateTimeOffset End { get; private set; }

    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var lease = new JitCredentialLease($"lease-{++_minted}", isRenewable: true);
        End = request.RequestedAt.AddHours(1);
        return new(new JitCredential(request.UserName!, $"secret-{_minted}", request.RequestedAt, End, lease));
    }

    public ValueTask<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No test here lives that long.");

    public ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken) => new(true);

    public async ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        await Revoking(cancellationToken);
        lock (journal)
            journal.Add($"revoked {credential.Lease!.Id}");
    }
}

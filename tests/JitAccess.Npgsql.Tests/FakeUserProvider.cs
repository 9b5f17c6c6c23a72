namespace JitAccess.Npgsql.Tests;

/// <summary>Mints a user of another name each time.</summary>
internal sealed class FakeUserProvider : IJitLeaseProvider
{
    private int _minted;

    public JitProviderIdentity Identity { get; } = new("fake-users");

    public JitCredentialScope Scope { get; init; } = JitCredentialScope.PerDatabase;

    public bool RotatesUserName => true;

    public List<string> Revoked { get; } = [];

    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _minted);
        return new(new JitCredential(
            $"user-{number}", $"secret-{number}", request.RequestedAt, request.RequestedAt.AddHours(1),
            new JitCredentialLease($"lease-{number}", isRenewable: true, request.RequestedAt.AddHours(24))));
    }

    public ValueTask<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No test here lives that long.");

    public ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken) => new(true);

    public ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        lock (Revoked)
            Revoked.Add(credential.UserName);
        return ValueTask.CompletedTask;
    }
}

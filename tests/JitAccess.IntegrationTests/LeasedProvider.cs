namespace JitAccess.IntegrationTests;

/// <summary>A real provider whose credentials end with a lease: what the server accepts until it is revoked.</summary>
internal sealed class LeasedProvider(IJitCredentialProvider inner, Action revoked) : IJitLeaseProvider
{
    public JitProviderIdentity Identity => inner.Identity;

    public JitCredentialScope Scope => inner.Scope;

    public bool RotatesUserName => inner.RotatesUserName;

    public JitPasswordExchange PasswordExchange => inner.PasswordExchange;

    public async ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var credential = await inner.GetCredentialAsync(request, cancellationToken);
        return Leased(credential, credential.ExpiresAt);
    }

    public ValueTask<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken) =>
        new(Leased(credential, request.RequestedAt + (credential.ExpiresAt - credential.IssuedAt)));

    public ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken) => new(true);

    public ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        revoked();
        return ValueTask.CompletedTask;
    }

    private static JitCredential Leased(JitCredential credential, DateTimeOffset expiresAt) => new(
        credential.UserName, credential.RevealSecret(), credential.IssuedAt, expiresAt, new JitCredentialLease("lease", isRenewable: true));
}

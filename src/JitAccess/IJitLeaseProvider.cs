namespace JitAccess;

/// <summary>Mints credentials that the issuer can renew and revoke.</summary>
public interface IJitLeaseProvider : IJitCredentialProvider
{
    /// <summary>Renews the lease of <paramref name="credential"/> and returns the same user name and secret with the new expiry.</summary>
    /// <param name="credential">The credential whose lease is renewed.</param>
    /// <param name="request">The request it was minted for, with a new <see cref="JitCredentialRequest.RequestedAt"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="JitProviderException">The renewal failed. It says nothing about the lease: the engine asks
    /// <see cref="IsLeaseAliveAsync"/> before it gives a lease up.</exception>
    ValueTask<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken);

    /// <summary>Asks the issuer whether the lease of <paramref name="credential"/> still exists.</summary>
    /// <param name="credential">The credential whose lease is looked up.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="JitProviderException">The issuer did not answer; the lease then counts as alive.</exception>
    ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken);

    /// <summary>Revokes the lease of <paramref name="credential"/>; revoking one that is gone succeeds.</summary>
    /// <param name="credential">The credential whose lease ends.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="JitProviderException">The lease could not be revoked and ends by itself at its expiry.</exception>
    ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken);
}

using JitAccess.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    private static readonly TimeSpan DiscardTimeout = TimeSpan.FromSeconds(5);

    private Task _discarded = Task.CompletedTask;

    /// <summary>Revokes the lease of the current credential at the issuer, and stops serving it; does nothing where there is none.</summary>
    /// <param name="cancellationToken">Ends the attempt; the lease then ends by itself.</param>
    /// <exception cref="JitProviderException">The lease could not be revoked.</exception>
    public async ValueTask RevokeAsync(CancellationToken cancellationToken)
    {
        if (Provider is not IJitLeaseProvider leases || Unexpired() is not { Credential: { Lease: not null } credential } held)
            return;

        await leases.RevokeAsync(credential, cancellationToken).ConfigureAwait(false);
        lock (_gate)
            if (_snapshot?.Generation == held.Generation)
                Volatile.Write(ref _snapshot, null);
        Quietly(() => ReportRevoked(credential, RevocationReason.Requested));
    }

    /// <summary>Revokes the lease of a credential that another has replaced; does nothing where it has none.</summary>
    /// <param name="replaced">What was served before, and is used by nobody any more.</param>
    /// <param name="cancellationToken">Ends the attempt; the lease then ends by itself.</param>
    /// <exception cref="JitProviderException">The lease could not be revoked.</exception>
    public async ValueTask RevokeReplacedAsync(JitCredentialSnapshot replaced, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replaced);
        if (Provider is not IJitLeaseProvider leases || replaced.Credential is not { Lease: not null } credential)
            return;

        await leases.RevokeAsync(credential, cancellationToken).ConfigureAwait(false);
        Quietly(() => ReportRevoked(credential, RevocationReason.Replaced));
    }

    /// <summary>Revokes in the background what was minted and will never be served; nobody else knows of it.</summary>
    private void Discard(JitCredential credential)
    {
        if (credential.Lease is null || Provider is not IJitLeaseProvider leases)
            return;

        var revocation = Task.Run(() => RevokeDiscardedAsync(leases, credential));
        lock (_gate)
            _discarded = _discarded.IsCompleted ? revocation : Task.WhenAll(_discarded, revocation);
    }

    private async Task RevokeDiscardedAsync(IJitLeaseProvider leases, JitCredential credential)
    {
        try
        {
            using var timeout = new CancellationTokenSource(DiscardTimeout, _time);
            await leases.RevokeAsync(credential, timeout.Token).AsTask().WaitAsync(timeout.Token).ConfigureAwait(false);
            Quietly(() => ReportRevoked(credential, RevocationReason.NeverServed));
        }
#pragma warning disable CA1031 // Best effort: the lease ends by itself.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Quietly(() => Log.DiscardFailed(_logger, Key, credential.ExpiresAt, e));
        }
    }

    private void ReportRevoked(JitCredential credential, RevocationReason reason) => AuditLog.CredentialRevoked(
        _audit, credential.Id, credential.UserName, Key.DatabaseName, Key.Identity.ProviderName, Key.Endpoint, Key.Identity, reason);

    private Task DiscardedAsync()
    {
        lock (_gate)
            return _discarded;
    }
}

using JitAccess.Vault.Internal;

namespace JitAccess.Vault.Sessions;

/// <summary>How long the providers of one container may wait for Vault at their end: for one after the other, so only one of them waits in vain.</summary>
internal sealed class DisposalLimit
{
    private volatile bool _isSpent;

    public TimeSpan Left => _isSpent ? TimeSpan.Zero : VaultDefaults.DisposeTimeout;

    public void Spend() => _isSpent = true;
}

using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Internal;

/// <summary>What is known of a minted credential beside what it shows.</summary>
/// <param name="Session">The session that minted it, and with which its lease ends.</param>
/// <param name="Granted">The life that Vault granted at first; what renewals ask for.</param>
/// <param name="IsFromAgentCache">Whether an agent's cache answered.</param>
internal sealed record VaultCredentialFacts(VaultSession Session, TimeSpan Granted, bool IsFromAgentCache)
{
    private bool _isUserGone;

    /// <summary>Gets a value indicating whether the database has said that the user is gone, whatever becomes of its lease.</summary>
    public bool IsUserGone => Volatile.Read(ref _isUserGone);

    public void UserIsGone() => Volatile.Write(ref _isUserGone, true);
}

namespace JitAccess.Refresh;

/// <summary>Why a lease was revoked, for auditors.</summary>
internal enum RevocationReason
{
    /// <summary>Whoever holds the engine asked for it: the credential was replaced, or the host ends.</summary>
    Requested,

    /// <summary>It was minted too late or against the rules, and nobody was ever given it.</summary>
    NeverServed,
}

namespace JitAccess.Refresh;

/// <summary>Why a lease was revoked, for auditors.</summary>
internal enum RevocationReason
{
    /// <summary>Whoever holds the engine asked for it: the host ends.</summary>
    Requested,

    /// <summary>Another credential took its place, and nothing uses it any more.</summary>
    Replaced,

    /// <summary>It was minted too late or against the rules, and nobody was ever given it.</summary>
    NeverServed,
}

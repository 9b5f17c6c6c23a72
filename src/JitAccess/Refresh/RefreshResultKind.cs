namespace JitAccess.Refresh;

internal enum RefreshResultKind
{
    /// <summary>A new credential.</summary>
    Minted,

    /// <summary>More time for the lease of the current credential.</summary>
    Renewed,

    /// <summary>The issuer's word that the lease of a refused credential is alive.</summary>
    Confirmed,
}

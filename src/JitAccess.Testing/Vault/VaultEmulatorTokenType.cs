namespace JitAccess.Testing;

/// <summary>The kinds of tokens.</summary>
public enum VaultEmulatorTokenType
{
    /// <summary>Stored by the server; it can be renewed and revoked.</summary>
    Service,

    /// <summary>Stored nowhere; it can be neither renewed nor revoked, and no lease outlives it.</summary>
    Batch,
}

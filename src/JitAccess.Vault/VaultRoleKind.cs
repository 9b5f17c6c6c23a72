namespace JitAccess.Vault;

/// <summary>Says what kind of database role mints.</summary>
public enum VaultRoleKind
{
    /// <summary><c>creds/{role}</c>: every credential is a database user of its own, with a lease.</summary>
    Dynamic,

    /// <summary><c>static-creds/{role}</c>: one database user, whose password Vault changes by the clock.</summary>
    Static,
}

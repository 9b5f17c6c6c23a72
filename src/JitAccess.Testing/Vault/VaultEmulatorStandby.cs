namespace JitAccess.Testing;

/// <summary>What part a server plays in a cluster.</summary>
public enum VaultEmulatorStandby
{
    /// <summary>It is the active node.</summary>
    Active,

    /// <summary>It is a standby that forwards requests to the active node; the client notices nothing but its health.</summary>
    Forwarding,

    /// <summary>It is a standby that redirects: 307, a <c>Location</c> and an empty body, as for a while after the active node is gone.</summary>
    Redirecting,
}

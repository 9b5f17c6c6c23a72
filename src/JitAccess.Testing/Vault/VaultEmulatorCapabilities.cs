namespace JitAccess.Testing;

/// <summary>What a policy grants on a path.</summary>
[Flags]
public enum VaultEmulatorCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Creating what is not there yet.</summary>
    Create = 1,

    /// <summary>Reading: GET.</summary>
    Read = 2,

    /// <summary>Changing, and most actions: POST and PUT.</summary>
    Update = 4,

    /// <summary>Deleting.</summary>
    Delete = 8,

    /// <summary>Listing.</summary>
    List = 16,

    /// <summary>Paths that are reserved for operators, in addition to what they need anyway.</summary>
    Sudo = 32,

    /// <summary>Nothing, whatever else is granted.</summary>
    Deny = 64,
}

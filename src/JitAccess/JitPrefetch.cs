namespace JitAccess;

/// <summary>Says what the start of the host does about the first credential.</summary>
public enum JitPrefetch
{
    /// <summary>Asks for it; a terminal answer (denied, unknown role) fails the start, a transient failure does not.</summary>
    BestEffort,

    /// <summary>Asks for it; any failure fails the start.</summary>
    Required,

    /// <summary>Does not ask: the first connection does.</summary>
    None,
}

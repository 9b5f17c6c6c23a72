namespace JitAccess;

/// <summary>Says how far a credential is in its life.</summary>
public enum JitEngineState
{
    /// <summary>There is no credential yet.</summary>
    Empty,

    /// <summary>The credential is young; nothing is done.</summary>
    Fresh,

    /// <summary>The credential is good and is being refreshed in the background.</summary>
    Advisory,

    /// <summary>The credential is about to end.</summary>
    Mandatory,

    /// <summary>The credential has ended and is not served.</summary>
    Expired,
}

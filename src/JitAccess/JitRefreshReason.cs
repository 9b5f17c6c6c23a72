namespace JitAccess;

/// <summary>Says why a credential was asked for.</summary>
public enum JitRefreshReason
{
    /// <summary>There is none yet, or the one there was has expired.</summary>
    Initial,

    /// <summary>The credential is good for a while; this is the early refresh in the background.</summary>
    Advisory,

    /// <summary>The credential is about to expire.</summary>
    Mandatory,

    /// <summary>The database refused the credential.</summary>
    Invalidated,

    /// <summary>Somebody asked for the next credential; see <see cref="JitCredentialEngine.ReplaceAsync"/>.</summary>
    Requested,
}

namespace JitAccess;

/// <summary>Says whether asking an issuer again can help.</summary>
public enum JitProviderErrorKind
{
    /// <summary>The issuer could not be reached, was busy or sealed: the next attempt may succeed.</summary>
    Transient,

    /// <summary>The issuer refused: access denied, permission missing. Asking again at once changes nothing.</summary>
    Denied,

    /// <summary>The request can't succeed as configured: unknown role, wrong mount, no credentials, missing region.</summary>
    Misconfigured,
}

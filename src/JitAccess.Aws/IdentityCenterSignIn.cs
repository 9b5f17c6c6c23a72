namespace JitAccess.Aws;

/// <summary>Says how a person who is not signed in to Identity Center is asked to.</summary>
public enum IdentityCenterSignIn
{
    /// <summary>By the browser of this machine's desktop (authorization code with PKCE).</summary>
    Browser,

    /// <summary>By a code that is typed on another device. It can be phished, so it is never chosen by itself.</summary>
    DeviceCode,

    /// <summary>Not at all: only a sign-in that was done elsewhere is used, such as by <c>aws sso login</c>.</summary>
    Never,
}

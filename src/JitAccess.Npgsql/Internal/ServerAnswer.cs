namespace JitAccess.Internal;

/// <summary>What the server's text, where it is in English, tells apart.</summary>
internal enum ServerAnswer
{
    /// <summary>Nothing: there was no text, or one that we don't know.</summary>
    Unknown,

    /// <summary>The server asked another for its verdict (PAM on RDS), and the credential was refused there, for whatever reason.</summary>
    CredentialRefused,

    /// <summary>The server compared the secret with a password of its own.</summary>
    PasswordRefused,

    /// <summary>The credential was right, but there is no such role.</summary>
    RoleMissing,

    /// <summary>The credential was right, but the role may not log in.</summary>
    RoleMayNotLogIn,

    /// <summary>No rule of the server lets this user, database and address in.</summary>
    NoRule,

    /// <summary>The same, and the server received the connection without TLS.</summary>
    NoRuleWithoutTls,
}

namespace JitAccess.Testing;

/// <summary>What a verifier says of a token. PostgreSQL tells a client none of it: every refusal is a 28000.</summary>
public enum RdsIamVerdict
{
    /// <summary>The token is right in every part.</summary>
    Valid,

    /// <summary>It is no token: a part is missing, unknown, double, or not encoded as RFC 3986 says (a <c>+</c> for a space, for one).</summary>
    Malformed,

    /// <summary>It is for another host.</summary>
    WrongHost,

    /// <summary>It is for another port.</summary>
    WrongPort,

    /// <summary>It is scoped to another region.</summary>
    WrongRegion,

    /// <summary>It is scoped to another service than <c>rds-db</c>.</summary>
    WrongService,

    /// <summary>It is for another database user than the one who logs in.</summary>
    WrongUser,

    /// <summary>Nobody knows its access key.</summary>
    UnknownKey,

    /// <summary>Its access key has been revoked.</summary>
    RevokedKey,

    /// <summary>Its access key was temporary and has ended, and with it every token that it signed.</summary>
    ExpiredKey,

    /// <summary>Its key is temporary and the session token is missing.</summary>
    MissingSessionToken,

    /// <summary>It carries a session token that is not its key's.</summary>
    WrongSessionToken,

    /// <summary>It was signed in the future.</summary>
    NotYetValid,

    /// <summary>Its life is over.</summary>
    Expired,

    /// <summary>It claims a life outside 1 to 900 seconds.</summary>
    LifeOutOfRange,

    /// <summary>Everything reads well and the signature does not fit.</summary>
    BadSignature,

    /// <summary>It is genuine, and its key may not log in as this database user: no <c>rds-db:connect</c>, on AWS.</summary>
    NotAuthorized,
}

namespace JitAccess;

/// <summary>Says how the server asks for the secret.</summary>
public enum JitPasswordExchange
{
    /// <summary>SCRAM-SHA-256: the server never sees the secret.</summary>
    ScramSha256,

    /// <summary>The secret itself, inside TLS: how RDS and Aurora receive an IAM token.</summary>
    ClearTextInsideTls,
}

namespace JitAccess;

/// <summary>Says what one credential is good for.</summary>
public enum JitCredentialScope
{
    /// <summary>A credential is bound to one host and port: RDS and Aurora sign each endpoint for itself.</summary>
    PerEndpoint,

    /// <summary>A credential opens the database whichever host answers: a user created by Vault.</summary>
    PerDatabase,
}

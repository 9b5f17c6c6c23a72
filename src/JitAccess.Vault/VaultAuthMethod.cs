namespace JitAccess.Vault;

/// <summary>Says how to log in to Vault.</summary>
public enum VaultAuthMethod
{
    /// <summary>A token that somebody else obtained: from a file, from code, or from <c>BAO_TOKEN</c> or <c>VAULT_TOKEN</c>.</summary>
    Token,

    /// <summary>A role id and a secret id.</summary>
    AppRole,

    /// <summary>The projected token of a Kubernetes service account.</summary>
    Kubernetes,

    /// <summary>A JWT of any other issuer, such as Entra ID or a CI system.</summary>
    Jwt,

    /// <summary>A signed <c>GetCallerIdentity</c>, which Vault sends to AWS.</summary>
    AwsIam,
}

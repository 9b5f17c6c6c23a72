namespace JitAccess.Testing;

/// <summary>A role of the AppRole method.</summary>
public sealed class VaultEmulatorAppRole
{
    /// <summary>Gets or sets what tokens are like.</summary>
    public VaultEmulatorTokenOptions Token { get; set; } = new();

    /// <summary>Gets or sets the life of a secret id.</summary>
    /// <value>The default is zero: no end.</value>
    public TimeSpan SecretIdTtl { get; set; }

    /// <summary>Gets or sets how many logins a secret id is good for.</summary>
    /// <value>The default is 0: any number.</value>
    public int SecretIdNumUses { get; set; }

    /// <summary>Gets or sets a value indicating whether the role id alone logs in.</summary>
    public bool BindsNoSecretId { get; set; }
}

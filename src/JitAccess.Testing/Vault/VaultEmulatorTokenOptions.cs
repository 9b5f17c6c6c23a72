namespace JitAccess.Testing;

/// <summary>What a token is like that is created directly or by a login.</summary>
public sealed class VaultEmulatorTokenOptions
{
    /// <summary>Gets the policies of its bearer; <c>default</c> is added. <c>root</c> alone allows everything.</summary>
    public IList<string> Policies { get; } = [];

    /// <summary>Gets or sets the life of the token, and what a renewal without a wish gives it.</summary>
    /// <value>The default is 32 days, the server's.</value>
    public TimeSpan Ttl { get; set; }

    /// <summary>Gets or sets the life that renewals never go beyond.</summary>
    /// <value>The default is 32 days, the server's.</value>
    public TimeSpan MaxTtl { get; set; }

    /// <summary>Gets or sets a limit like <see cref="MaxTtl"/> that holds for periodic tokens too.</summary>
    /// <value>The default is none.</value>
    public TimeSpan ExplicitMaxTtl { get; set; }

    /// <summary>Gets or sets the period of a token that may be renewed for ever, for that period each time.</summary>
    /// <value>The default is none.</value>
    public TimeSpan Period { get; set; }

    /// <summary>Gets or sets a value indicating whether the token can never be renewed.</summary>
    public bool IsNotRenewable { get; set; }

    /// <summary>Gets or sets how many requests the token is good for.</summary>
    /// <value>The default is 0: any number.</value>
    public int NumUses { get; set; }

    /// <summary>Gets or sets the kind of token.</summary>
    public VaultEmulatorTokenType Type { get; set; }

    /// <summary>Gets or sets a value indicating whether <c>default</c> is not added to the policies.</summary>
    public bool OmitsDefaultPolicy { get; set; }
}

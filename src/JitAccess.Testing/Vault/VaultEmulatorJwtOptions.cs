namespace JitAccess.Testing;

/// <summary>Whose JWTs the JWT method believes.</summary>
public sealed class VaultEmulatorJwtOptions
{
    /// <summary>Gets the public keys, each as PEM: RSA for RS256, P-256 for ES256.</summary>
    public IList<string> PublicKeys { get; } = [];

    /// <summary>Gets or sets the issuer.</summary>
    /// <value>The default is <see langword="null"/>: any.</value>
    public string? BoundIssuer { get; set; }
}

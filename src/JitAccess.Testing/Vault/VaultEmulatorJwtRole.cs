namespace JitAccess.Testing;

/// <summary>A role of the JWT method.</summary>
public sealed class VaultEmulatorJwtRole
{
    /// <summary>Gets the audiences, of which a JWT must name one; a JWT with an audience is refused where there are none.</summary>
    public IList<string> BoundAudiences { get; } = [];

    /// <summary>Gets the claims that a JWT must hold, and their values.</summary>
    public IDictionary<string, string> BoundClaims { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the subject.</summary>
    /// <value>The default is <see langword="null"/>: any.</value>
    public string? BoundSubject { get; set; }

    /// <summary>Gets or sets the claim that names the caller.</summary>
    /// <value>The default is <c>sub</c>.</value>
    public string UserClaim { get; set; } = "sub";

    /// <summary>Gets or sets what tokens are like.</summary>
    public VaultEmulatorTokenOptions Token { get; set; } = new();
}

namespace JitAccess.Testing;

/// <summary>A trusted token issuer of an application.</summary>
/// <param name="Issuer">The issuer exactly as its tokens name it: https, or on loopback.</param>
/// <param name="Audience">The audience that tokens must name.</param>
/// <param name="UserNameClaim">The claim that names the user of Identity Center.</param>
public sealed record AwsEmulatorTokenIssuer(Uri Issuer, string Audience, string UserNameClaim = "sub")
{
    /// <summary>Gets the authority of the issuer's certificate, as PEM.</summary>
    /// <value>The default is <see langword="null"/>: those of the system.</value>
    public string? RootCertificatePem { get; init; }
}

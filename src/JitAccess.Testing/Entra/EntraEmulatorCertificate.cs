namespace JitAccess.Testing;

/// <summary>A certificate that SAML responses are signed by.</summary>
/// <param name="Thumbprint">Its SHA-1 thumbprint, by which Entra names it.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="IsActive">Whether it signs.</param>
/// <param name="CertificatePem">The certificate as PEM.</param>
public sealed record EntraEmulatorCertificate(string Thumbprint, DateTimeOffset NotAfter, bool IsActive, string CertificatePem);

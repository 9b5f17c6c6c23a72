namespace JitAccess.Testing;

/// <summary>Tokens of another issuer by which an application is known: those of a cluster, a pipeline, or another emulator.</summary>
/// <param name="Issuer">The issuer exactly as its tokens name it: https, or on loopback.</param>
/// <param name="Subject">Their subject, exactly.</param>
public sealed record EntraEmulatorFederatedCredential(Uri Issuer, string Subject)
{
    /// <summary>Gets the audience that they must name.</summary>
    /// <value>The default is <c>api://AzureADTokenExchange</c>.</value>
    public string Audience { get; init; } = "api://AzureADTokenExchange";

    /// <summary>Gets the authority of the issuer's certificate, as PEM.</summary>
    /// <value>The default is <see langword="null"/>: those of the system.</value>
    public string? RootCertificatePem { get; init; }
}

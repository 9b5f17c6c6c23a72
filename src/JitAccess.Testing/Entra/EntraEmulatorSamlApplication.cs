using JitAccess.Testing.Internal.Entra;

namespace JitAccess.Testing;

/// <summary>An application that people sign in to by SAML, with certificates of its own.</summary>
public sealed class EntraEmulatorSamlApplication
{
    private readonly SamlApplication _application;

    internal EntraEmulatorSamlApplication(SamlApplication application) => _application = application;

    /// <summary>Gets where its metadata is published; without <c>appid</c> the address has other keys, those of the tenant.</summary>
    public Uri MetadataAddress => _application.MetadataAddress;

    /// <summary>Gets its metadata, which names every certificate whether or not it is active.</summary>
    public string Metadata => _application.Metadata();

    /// <summary>Gets its certificates.</summary>
    public IReadOnlyList<EntraEmulatorCertificate> Certificates => _application.Certificates();

    /// <summary>Adds a certificate: it is published, and signs nothing before it is activated.</summary>
    /// <param name="lifetime">How long it is valid; the default is three years.</param>
    /// <returns>Its thumbprint.</returns>
    public string AddCertificate(TimeSpan? lifetime = null) => _application.Add(lifetime ?? SamlApplication.Lifetime);

    /// <summary>Signs by another certificate from now on.</summary>
    /// <param name="thumbprint">The certificate.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public void Activate(string thumbprint) => _application.Activate(thumbprint);

    /// <summary>Removes a certificate that is not active.</summary>
    /// <param name="thumbprint">The certificate.</param>
    /// <exception cref="ArgumentException">There is none, or it is active.</exception>
    public void Remove(string thumbprint) => _application.Remove(thumbprint);

    /// <summary>Signs a response, in base64 as it is posted.</summary>
    /// <remarks>Where the active certificate has expired and a fresh one is there, the fresh one signs, without a word to anybody: so does Entra.</remarks>
    /// <param name="response">What it says.</param>
    public string CreateResponse(EntraEmulatorSamlResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return _application.CreateResponse(response);
    }
}

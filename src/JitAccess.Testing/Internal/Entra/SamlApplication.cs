using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JitAccess.Testing.Internal.Saml;

namespace JitAccess.Testing.Internal.Entra;

/// <summary>An application's certificates: one is active, all are published.</summary>
internal sealed class SamlApplication : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3 * 365);

    private readonly EntraState _state;
    private readonly Guid _applicationId;
    private readonly List<X509Certificate2> _certificates = [];
    private readonly Lock _gate = new();
    private string _active;

    public SamlApplication(EntraState state, Guid applicationId)
    {
        _state = state;
        _applicationId = applicationId;
        _active = Add(Lifetime);
    }

    public Uri MetadataAddress => new($"{_state.Tenant}{EntraService.MetadataPath}?appid={_applicationId}");

    public string Metadata()
    {
        lock (_gate)
            return SamlMetadataWriter.Write(_state.SamlIssuer, _certificates);
    }

    public IReadOnlyList<EntraEmulatorCertificate> Certificates()
    {
        lock (_gate)
            return [.. _certificates.Select(c => new EntraEmulatorCertificate(c.Thumbprint, End(c), c.Thumbprint == _active, c.ExportCertificatePem()))];
    }

    public string Add(TimeSpan lifetime)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Microsoft Azure Federated SSO Certificate", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var certificate = request.CreateSelfSigned(_state.Now, _state.Now + lifetime);
        lock (_gate)
            _certificates.Add(certificate);
        return certificate.Thumbprint;
    }

    public void Activate(string thumbprint)
    {
        lock (_gate)
            _active = Find(thumbprint).Thumbprint;
    }

    public void Remove(string thumbprint)
    {
        lock (_gate)
        {
            if (thumbprint == _active)
                throw new ArgumentException("The certificate is active: activate another before this is removed.", nameof(thumbprint));
            var certificate = Find(thumbprint);
            _certificates.Remove(certificate);
            certificate.Dispose();
        }
    }

    public string CreateResponse(EntraEmulatorSamlResponse response)
    {
        lock (_gate)
        {
            var active = Find(_active);
            var signer = _state.Now < End(active) ? active : _certificates.Find(c => _state.Now < End(c)) ?? active;
            return SamlResponseWriter.Write(response, _state.SamlIssuer, response.IssuedAt ?? _state.Now, signer);
        }
    }

    public void Dispose() => _certificates.ForEach(static c => c.Dispose());

    private static DateTimeOffset End(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime();

    private X509Certificate2 Find(string thumbprint) =>
        _certificates.Find(c => c.Thumbprint == thumbprint) ?? throw new ArgumentException($"There is no certificate {thumbprint}.", nameof(thumbprint));
}

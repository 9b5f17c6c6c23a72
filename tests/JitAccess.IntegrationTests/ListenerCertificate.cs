using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>The certificate of a listener, from an authority of its own, and the file that clients trust it by.</summary>
internal sealed class ListenerCertificate : IDisposable
{
    private readonly TestCertificateAuthority _authority = new();
    private readonly X509Certificate2 _certificate;

    public ListenerCertificate(params IEnumerable<string> names)
    {
        var (certificate, key) = _authority.IssueServerCertificate(names);
        _certificate = X509Certificate2.CreateFromPem(certificate, key);
        Context = SslStreamCertificateContext.Create(_certificate, null, offline: true);
        File.WriteAllText(RootPath, _authority.CertificatePem);
    }

    public SslStreamCertificateContext Context { get; }

    public string RootPath { get; } = Path.GetTempFileName();

    public void Dispose()
    {
        _certificate.Dispose();
        _authority.Dispose();
        File.Delete(RootPath);
    }
}

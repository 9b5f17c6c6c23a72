using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace JitAccess.Testing.Internal.Http;

/// <summary>The certificate of an emulator, under an authority of its own, and the file that a client trusts it by.</summary>
internal sealed class EmulatorCertificate : IDisposable
{
    private readonly TestCertificateAuthority _authority = new();
    private readonly DirectoryInfo _folder;

    /// <summary>Issues a certificate.</summary>
    /// <param name="kind">What the folder of the file is named after.</param>
    /// <param name="names">The names and addresses that it is valid for, beside <c>localhost</c>.</param>
    public EmulatorCertificate(string kind, IEnumerable<string> names)
    {
        var (certificate, key) = _authority.IssueServerCertificate(["localhost", .. names]);
        using (var pem = X509Certificate2.CreateFromPem(certificate, key))
            Certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null); // Windows takes no key from PEM
        _folder = Directory.CreateTempSubdirectory($"jitaccess-{kind}-");
        RootPath = Path.Combine(_folder.FullName, "root.pem");
        File.WriteAllText(RootPath, RootPem);
    }

    public X509Certificate2 Certificate { get; }

    public string RootPath { get; }

    public string RootPem => _authority.CertificatePem;

    /// <summary>Issues the certificate of an emulator, unless it speaks plain HTTP.</summary>
    public static EmulatorCertificate? For(string kind, bool isPlain, IPAddress address, IEnumerable<string> serverNames) =>
        isPlain ? null : new EmulatorCertificate(kind, [address.ToString(), .. serverNames]);

    public void Dispose()
    {
        Certificate.Dispose();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }
}

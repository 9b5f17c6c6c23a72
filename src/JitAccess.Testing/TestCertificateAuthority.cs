using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JitAccess.Testing;

/// <summary>A certificate authority that lives as long as a test run, so that <c>VerifyFull</c> is real. Its key never leaves memory.</summary>
public sealed class TestCertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Life = TimeSpan.FromDays(2);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _time;

    /// <summary>Initializes an authority with a new key.</summary>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    public TestCertificateAuthority(TimeProvider? timeProvider = null)
    {
        _time = timeProvider ?? TimeProvider.System;
        var request = new CertificateRequest($"CN=JitAccess test authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = _time.GetUtcNow();
        _certificate = request.CreateSelfSigned(now - Life, now + Life);
    }

    /// <summary>Gets the authority's certificate, as PEM.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>Issues a server certificate.</summary>
    /// <param name="names">The DNS names and addresses that it is valid for.</param>
    /// <returns>Certificate and private key, as PEM.</returns>
    public (string CertificatePem, string KeyPem) IssueServerCertificate(params IEnumerable<string> names) =>
        Issue("CN=JitAccess test server", ServerAuthentication, names);

    /// <summary>Issues a certificate that a client shows to a server.</summary>
    /// <param name="commonName">Whose it is, such as <c>orders</c>.</param>
    /// <returns>Certificate and private key, as PEM.</returns>
    public (string CertificatePem, string KeyPem) IssueClientCertificate(string commonName)
    {
        ArgumentException.ThrowIfNullOrEmpty(commonName);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        return Issue(subject.Build().Name, ClientAuthentication, []);
    }

    /// <summary>Says whether a client's certificate is from here.</summary>
    internal bool VouchesForClient(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }

    /// <summary>Drops the key.</summary>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private (string CertificatePem, string KeyPem) Issue(string subject, string purpose, IEnumerable<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        var any = false;
        foreach (var name in names)
        {
            any = true;
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }

        if (any)
            request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));

        var now = _time.GetUtcNow();
        using var certificate = request.Create(_certificate, now - TimeSpan.FromHours(1), now + TimeSpan.FromDays(1), RandomNumberGenerator.GetBytes(16));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}

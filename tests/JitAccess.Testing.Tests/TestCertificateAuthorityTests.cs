using System.Security.Cryptography.X509Certificates;

namespace JitAccess.Testing.Tests;

public sealed class TestCertificateAuthorityTests
{
    [Fact]
    public void IssueServerCertificate_ForNamesAndAddresses_IsValidForThoseOnly()
    {
        using var authority = new TestCertificateAuthority();
        var (pem, key) = authority.IssueServerCertificate("db.example.com", "127.0.0.1", "::1");
        using var certificate = X509Certificate2.CreateFromPem(pem, key);

        foreach (var name in (string[])["db.example.com", "127.0.0.1", "::1"])
            certificate.MatchesHostname(name).ShouldBeTrue(name);
        foreach (var name in (string[])["example.com", "other.example.com", "127.0.0.2"])
            certificate.MatchesHostname(name).ShouldBeFalse(name);
        certificate.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public void IssueServerCertificate_IsTrustedThroughItsOwnAuthorityOnly()
    {
        using var authority = new TestCertificateAuthority();
        using var other = new TestCertificateAuthority();
        using var certificate = X509Certificate2.CreateFromPem(authority.IssueServerCertificate("localhost").CertificatePem);

        IsTrusted(certificate, authority).ShouldBeTrue();
        IsTrusted(certificate, other).ShouldBeFalse();
        IsTrusted(certificate, other, authority).ShouldBeTrue();
    }

    [Fact]
    public void IssueClientCertificate_IsForClientsOfItsOwnAuthorityOnly()
    {
        using var authority = new TestCertificateAuthority();
        using var other = new TestCertificateAuthority();
        var (pem, key) = authority.IssueClientCertificate("orders, of team \"a\"");
        using var certificate = X509Certificate2.CreateFromPem(pem, key);
        using var server = X509Certificate2.CreateFromPem(authority.IssueServerCertificate("localhost").CertificatePem);

        authority.VouchesForClient(certificate).ShouldBeTrue();
        other.VouchesForClient(certificate).ShouldBeFalse();
        authority.VouchesForClient(server).ShouldBeFalse();
        IsTrusted(certificate, authority).ShouldBeFalse(); // not as a server
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ShouldBe("orders, of team \"a\"");
    }

    private static bool IsTrusted(X509Certificate2 certificate, params ReadOnlySpan<TestCertificateAuthority> roots)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1")); // server authentication
        foreach (var root in roots)
            chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(root.CertificatePem));
        return chain.Build(certificate);
    }
}

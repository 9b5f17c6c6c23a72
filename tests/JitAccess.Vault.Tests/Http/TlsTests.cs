using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JitAccess.Vault.Tests.Http;

public sealed class TlsTests : VaultTest
{
    [Fact]
    public async Task Tls_AuthorityOfTheFile_IsTrustedForTheNameOfTheCertificate()
    {
        using var certificate = Create("vault.internal");
        await using var vault = await FakeVault.StartAsync(certificate);
        vault.On(Login, LoginReply(1200)).On(Creds, CredsReply(3600));

        var credential = await MintAsync(Provider(o =>
        {
            o.Address = vault.Url;
            o.CaCertificateFile = WriteFile(certificate.ExportCertificatePem());
            o.ServerName = "vault.internal";
        }));

        credential.UserName.ShouldBe("v-app-1");
        vault.Requests.First().Headers["Host"].ShouldBe("vault.internal");
    }

    [Fact]
    public async Task Tls_UnknownAuthority_IsMisconfiguredAndSendsNothing()
    {
        using var certificate = Create("127.0.0.1");
        await using var vault = await FakeVault.StartAsync(certificate);

        var error = await RefusedAsync(MintAsync(Provider(o => o.Address = vault.Url)));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("CaCertificateFile");
        vault.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tls_CertificateForAnotherName_IsRefused()
    {
        using var certificate = Create("vault.internal");
        await using var vault = await FakeVault.StartAsync(certificate);

        var error = await RefusedAsync(MintAsync(Provider(o =>
            (o.Address, o.CaCertificateFile) = (vault.Url, WriteFile(certificate.ExportCertificatePem())))));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("ServerName");
        vault.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Tls_FileThatIsNoCertificate_FailsTheStart()
    {
        var file = WriteFile("nothing");

        Should.Throw<JitConfigurationException>(() => Provider(o => o.CaCertificateFile = file)).Message.ShouldContain(file);
        Should.Throw<JitConfigurationException>(() => Provider(o => o.ClientCertificateFile = file)).Message.ShouldContain("PEM");
    }

    private static X509Certificate2 Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

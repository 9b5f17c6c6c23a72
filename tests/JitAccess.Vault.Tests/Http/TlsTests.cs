using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace JitAccess.Vault.Tests.Http;

[Collection(ProcessWide.Name)]
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

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public async Task Tls_UnknownAuthority_IsMisconfiguredAndSendsNothing(string? skipVerify)
    {
        using var certificate = Create("127.0.0.1");
        await using var vault = await FakeVault.StartAsync(certificate);
        const string Variable = "VAULT_SKIP_VERIFY"; // nothing reads it
        var before = Environment.GetEnvironmentVariable(Variable);
        JitProviderException error;
        try
        {
            Environment.SetEnvironmentVariable(Variable, skipVerify);
            error = await RefusedAsync(MintAsync(Provider(o => o.Address = vault.Url)));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }

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

    [Fact]
    public async Task Tls_ClientCertificateAndTheAuthorityBehindIt_AreShownBoth()
    {
        using var root = CreateAuthority("root", null);
        using var between = CreateAuthority("between", root);
        using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = Request("orders", clientKey).Create(between, between.NotBefore, between.NotAfter, [1]);
        using var certificate = Create("127.0.0.1");
        var isWhole = false;
        await using var vault = await FakeVault.StartAsync(certificate, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (shown, chain, _) => isWhole = IsWhole(shown, chain!, root);
        });
        vault.On(Login, LoginReply(1200)).On(Creds, CredsReply(3600));

        await MintAsync(Provider(o => (o.Address, o.CaCertificateFile, o.ClientCertificateFile) = (
            vault.Url, WriteFile(certificate.ExportCertificatePem()),
            WriteFile($"{client.ExportCertificatePem()}\n{clientKey.ExportPkcs8PrivateKeyPem()}\n{between.ExportCertificatePem()}"))));

        isWhole.ShouldBeTrue();
    }

    [Fact]
    public void Tls_KeyOfAnotherCertificate_FailsTheStart()
    {
        using var certificate = Create("orders");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Should.Throw<JitConfigurationException>(() => Provider(o => (o.ClientCertificateFile, o.ClientKeyFile) =
                (WriteFile(certificate.ExportCertificatePem()), WriteFile(other.ExportPkcs8PrivateKeyPem()))))
            .Message.ShouldContain("do not belong together");
    }

    private static bool IsWhole(X509Certificate2 shown, X509Chain received, X509Certificate2 root)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(received.ChainPolicy.ExtraStore);
        return chain.Build(shown);
    }

    private static X509Certificate2 CreateAuthority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        if (issuer is null)
        {
            var now = TimeProvider.System.GetUtcNow();
            return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        }

        using var certificate = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, [2]);
        return certificate.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string name, ECDsa key) => new($"CN={name}", key, HashAlgorithmName.SHA256);

    private static X509Certificate2 Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key);
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

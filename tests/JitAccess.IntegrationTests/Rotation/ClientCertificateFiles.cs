using JitAccess.Testing;
using Microsoft.Extensions.Hosting;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A client's certificate and its key, in files as an operator lays them out.</summary>
internal sealed class ClientCertificateFiles : IDisposable
{
    private readonly string _certificate = Path.GetTempFileName();
    private readonly string _key = Path.GetTempFileName();

    public ClientCertificateFiles(TestCertificateAuthority authority)
    {
        var (certificate, key) = authority.IssueClientCertificate("orders");
        File.WriteAllText(_certificate, certificate);
        File.WriteAllText(_key, key);
    }

    public void Configure(HostApplicationBuilder host)
    {
        host.Configuration["JitAccess:Databases:orders:Vault:ClientCertificateFile"] = _certificate;
        host.Configuration["JitAccess:Databases:orders:Vault:ClientKeyFile"] = _key;
    }

    public void Dispose()
    {
        File.Delete(_certificate);
        File.Delete(_key);
    }
}

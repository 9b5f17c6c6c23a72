using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using JitAccess.Testing;

namespace Playground.Issuers;

/// <summary>Whoever runs Vault and may revoke what it issued; the service may not.</summary>
internal sealed class VaultOperator : IDisposable
{
    private const string Policy = "operator";

    private readonly X509Certificate2 _authority;
    private readonly HttpClient _client;
    private readonly Uri _leases;

    /// <param name="vault">The server.</param>
    /// <param name="path">Where the leases are from, such as <c>database/creds/app</c>.</param>
    public VaultOperator(VaultEmulator vault, string path)
    {
        _leases = new Uri(vault.Address, $"/v1/sys/leases/revoke-prefix/{path}");
        vault.Root.WritePolicy(Policy, new VaultEmulatorPolicy().Allow(
            $"sys/leases/revoke-prefix/{path}", VaultEmulatorCapabilities.Update | VaultEmulatorCapabilities.Sudo));
        _authority = X509Certificate2.CreateFromPem(vault.CertificatePem);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(_authority);
        _client = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } });
        _client.DefaultRequestHeaders.Add("X-Vault-Token", vault.Root.CreateToken(new() { Policies = { Policy } }).RevealValue());
    }

    public async Task RevokeAllAsync(CancellationToken cancellationToken)
    {
        using var answer = await _client.PutAsync(_leases, null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        _client.Dispose();
        _authority.Dispose();
    }
}

using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Npgsql;

namespace JitAccess.Benchmarks.Rotation;

/// <summary>What is done by hand: for each user a data source of its own, which whoever opens connections has to be given.</summary>
internal sealed class HandMadeRotation : IAsyncDisposable
{
    private readonly UsersServer _server;
    private readonly HttpClient _vault;
    private readonly List<string> _left = [];
    private string? _lease;

    public HandMadeRotation(UsersServer server)
    {
        _server = server;
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(server.Vault.CertificatePem));
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } };
        _vault = new HttpClient(handler) { BaseAddress = server.Vault.Address };
        _vault.DefaultRequestHeaders.Add("X-Vault-Token", server.Access.VaultToken);
        _vault.DefaultRequestHeaders.Add("X-Vault-Request", "true");
    }

    /// <summary>Gets the data source of the moment.</summary>
    public NpgsqlDataSource? DataSource { get; private set; }

    public async Task RotateAsync()
    {
        var answer = await _vault.GetFromJsonAsync<JsonNode>(new Uri($"v1/{UsersServer.Creds}", UriKind.Relative));
        var data = answer!["data"]!;
        var next = _server.CreatePlain(data["username"]!.GetValue<string>(), data["password"]!.GetValue<string>());
        await using (await next.OpenConnectionAsync())
        {
            // the user can log in
        }

        var before = DataSource;
        DataSource = next;
        if (before is not null)
            await before.DisposeAsync();
        if (_lease is not null)
            _left.Add(_lease);
        _lease = answer["lease_id"]!.GetValue<string>();
    }

    /// <summary>Gives up the leases of the users before; JitAccess does so after the rotation too.</summary>
    public async Task RevokeLeftAsync()
    {
        foreach (var lease in _left)
        {
            using var answer = await _vault.PutAsJsonAsync(new Uri("v1/sys/leases/revoke", UriKind.Relative), new { lease_id = lease, sync = true });
            answer.EnsureSuccessStatusCode();
        }

        _left.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (DataSource is not null)
            await DataSource.DisposeAsync();
        if (_lease is not null)
            _left.Add(_lease);
        await RevokeLeftAsync();
        _vault.Dispose();
    }
}

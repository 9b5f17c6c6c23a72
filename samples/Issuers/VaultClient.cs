using System.Text.Json.Nodes;

namespace Issuers;

/// <summary>Vault, as its administrator sees it.</summary>
internal sealed class VaultClient(Uri address, string token) : IDisposable
{
    private const string Role = "orders";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address };

    /// <summary>Gets how long a wrapped secret id waits for whoever unwraps it.</summary>
    public static TimeSpan WrappingLife { get; } = TimeSpan.FromSeconds(90);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, cancellationToken);

    /// <summary>Makes a secret id and returns the token that brings it, once.</summary>
    public async Task<string> WrapSecretIdAsync(CancellationToken cancellationToken)
    {
        using var request = Administer($"v1/auth/approle/role/{Role}/secret-id");
        request.Headers.Add("X-Vault-Wrap-TTL", $"{WrappingLife.TotalSeconds:0}");
        using var response = (await _http.SendAsync(request, cancellationToken)).EnsureSuccessStatusCode();
        var body = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
        return body!["wrap_info"]!["token"]!.GetValue<string>();
    }

    /// <summary>Ends every lease on the database; Vault drops the users, and their sessions with them.</summary>
    public async Task RevokeAllAsync(CancellationToken cancellationToken)
    {
        using var request = Administer($"v1/sys/leases/revoke-prefix/database/creds/{Role}");
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Administer(string path) =>
        new(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Headers = { { "X-Vault-Token", token } }, Content = JsonContent.Create(new JsonObject()) };
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Sets up a real Vault by its HTTP API, as its administrator.</summary>
internal sealed class VaultAdmin(HttpClient http) : IDisposable
{
    private const string AppRole = $"auth/approle/role/{VaultSetUp.Role}";

    private static readonly HttpMethod List = new("LIST");

    private string? _unsealKey;

    /// <summary>Initializes and unseals a server that is new, and goes on with its root token.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var keys = await SendAsync(HttpMethod.Put, "sys/init", new JsonObject { ["secret_shares"] = 1, ["secret_threshold"] = 1 }, cancellationToken);
        _unsealKey = keys!["keys_base64"]![0]!.GetValue<string>();
        http.DefaultRequestHeaders.Add("X-Vault-Token", keys["root_token"]!.GetValue<string>());
        await UnsealAsync(cancellationToken);
    }

    /// <summary>Mounts what the tests use, and writes policy and roles.</summary>
    /// <param name="connectionUrl">The database, with <c>{{username}}</c> and <c>{{password}}</c> where they belong.</param>
    /// <param name="userName">Who makes users there.</param>
    /// <param name="password">Its password.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The role id of the AppRole.</returns>
    public async Task<string> SetUpAsync(string connectionUrl, string userName, string password, CancellationToken cancellationToken)
    {
        await WriteAsync("sys/mounts/database", new JsonObject { ["type"] = "database" });
        await WriteAsync($"database/config/{VaultSetUp.Connection}", new JsonObject
        {
            ["plugin_name"] = "postgresql-database-plugin",
            ["allowed_roles"] = VaultSetUp.Role,
            ["connection_url"] = connectionUrl,
            ["username"] = userName,
            ["password"] = password,
        });
        await WriteAsync($"database/roles/{VaultSetUp.Role}", new JsonObject
        {
            ["db_name"] = VaultSetUp.Connection,
            ["creation_statements"] = new JsonArray([.. VaultSetUp.CreationStatements.Select(static s => JsonValue.Create(s))]),
            ["default_ttl"] = Seconds(VaultSetUp.DefaultTtl),
            ["max_ttl"] = Seconds(VaultSetUp.MaxTtl),
        });
        await SendAsync(
            HttpMethod.Put, $"sys/policies/acl/{VaultSetUp.Role}",
            new JsonObject
            {
                ["policy"] = $$"""
                    path "{{VaultSetUp.CredsPath}}" { capabilities = ["read"] }
                    path "{{VaultSetUp.RevokePath}}" { capabilities = ["update"] }
                    """,
            },
            cancellationToken);
        await WriteAsync("sys/auth/approle", new JsonObject { ["type"] = "approle" });
        await WriteAsync(AppRole, new JsonObject { ["token_policies"] = VaultSetUp.Role, ["token_ttl"] = Seconds(VaultSetUp.TokenTtl) });
        return (await SendAsync(HttpMethod.Get, $"{AppRole}/role-id", null, cancellationToken))!["data"]!["role_id"]!.GetValue<string>();

        Task WriteAsync(string path, JsonObject body) => SendAsync(HttpMethod.Post, path, body, cancellationToken);
    }

    public async Task<string> CreateSecretIdAsync(CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Post, $"{AppRole}/secret-id", [], cancellationToken))!["data"]!["secret_id"]!.GetValue<string>();

    public async Task<long> CountLeasesAsync(CancellationToken cancellationToken) =>
        (await SendAsync(List, $"sys/leases/lookup/{VaultSetUp.CredsPath}", null, cancellationToken, noneIs404: true))?["data"]!["keys"]!.AsArray().Count ?? 0;

    public Task SealAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Put, "sys/seal", null, cancellationToken);

    public Task UnsealAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, "sys/unseal", new JsonObject { ["key"] = _unsealKey }, cancellationToken);

    /// <summary>Says whether the server answers; <c>501</c> is the answer of one that is new.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("v1/sys/health", UriKind.Relative), cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose() => http.Dispose();

    private static string Seconds(TimeSpan life) => $"{life.TotalSeconds:0}s";

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken, bool noneIs404 = false)
    {
        using var request = new HttpRequestMessage(method, new Uri($"v1/{path}", UriKind.Relative));
        request.Headers.Add("X-Vault-Request", "true");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (noneIs404 && (int)response.StatusCode == 404)
            return null;
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"Vault answered {method} {path} with {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}

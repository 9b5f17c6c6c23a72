using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>An emulator with the roles and policies that the captures were made with, and a client that trusts it.</summary>
internal sealed class VaultScene : IAsyncDisposable
{
    private const string CreateRole =
        """CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' INHERIT; GRANT app_ro TO "{{name}}";""";

    private readonly NpgsqlDataSource _administrator;
    private readonly HttpClient _http;

    private VaultScene(VaultEmulator emulator, LocalPostgres server, FakeTimeProvider time, FakeLoggerProvider log)
    {
        Emulator = emulator;
        Server = server;
        Time = time;
        Log = log;
        _administrator = server.CreateSuperuserDataSource();
        _http = Client(emulator);
        Database = emulator.Root.MountDatabase();
        SetUp();
    }

    public VaultEmulator Emulator { get; }

    public LocalPostgres Server { get; }

    public FakeTimeProvider Time { get; }

    public FakeLoggerProvider Log { get; }

    public VaultEmulatorDatabase Database { get; }

    public VaultEmulatorAppRoleAuth AppRole { get; private set; } = null!;

    /// <summary>Gets a token that may do everything.</summary>
    public string RootToken { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<VaultScene> StartAsync(LocalPostgres server, Action<VaultEmulatorOptions>? configure = null)
    {
        var log = new FakeLoggerProvider();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow()); // the database has its own clock
        var options = new VaultEmulatorOptions
        {
            TimeProvider = time,
            LoggerFactory = new SingleLoggerFactory(log),
            DisposalLimit = TimeSpan.FromMinutes(5), // no work of this emulator is left to the test that comes next
        };
        configure?.Invoke(options);
        return new VaultScene(await VaultEmulator.StartAsync(options, Cancellation), server, time, log);
    }

    public static HttpClient Client(VaultEmulator emulator)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = Timeout.InfiniteTimeSpan }; // a body waits for its leave
        if (emulator.RootCertificatePath is { } root)
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(root) },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        return new HttpClient(handler) { BaseAddress = emulator.Address };
    }

    /// <summary>Logs in by AppRole and returns the token.</summary>
    public async Task<string> LogInAsync(string role = "app") => (await LoginAnswerAsync(role)).ClientToken;

    public Task<VaultAnswer> LoginAnswerAsync(string role) => SendAsync(HttpMethod.Post, "auth/approle/login", null, new JsonObject
    {
        ["role_id"] = AppRole.RoleId(role),
        ["secret_id"] = AppRole.CreateSecretId(role).RevealValue(),
    });

    public Task<VaultAnswer> CredsAsync(string token, string role = "app") => SendAsync(HttpMethod.Get, $"database/creds/{role}", token);

    public Task<VaultAnswer> LeaseAsync(string verb, string token, string id, params (string Name, JsonNode? Value)[] more)
    {
        var body = new JsonObject { ["lease_id"] = id };
        foreach (var (name, value) in more)
            body[name] = value;
        return SendAsync(HttpMethod.Put, $"sys/leases/{verb}", token, body);
    }

    public Task<VaultAnswer> PostAsync(string path, string? token, JsonObject? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, token, body, headers);

    public async Task<VaultAnswer> SendAsync(HttpMethod method, string path, string? token, JsonObject? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "v1/" + path);
        request.Headers.Add("X-Vault-Request", "true");
        if (token is not null)
            request.Headers.Add("X-Vault-Token", token);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return new VaultAnswer(
            (int)response.StatusCode, Parse(text),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Logs in to the database and returns what a query says, or the SQLSTATE of the refusal.</summary>
    public async Task<string> QueryAsync(string userName, string password, string sql = "SELECT count(*)::text FROM t")
    {
        var builder = Local.DataSource(Server.ConnectionString("postgres", userName));
        builder.ConnectionStringBuilder.Pooling = false;
        builder.UsePasswordProvider(_ => password, (_, _) => new(password));
        await using var dataSource = builder.Build();
        try
        {
            await using var command = dataSource.CreateCommand(sql);
            return await command.ExecuteScalarAsync(Cancellation) as string ?? "";
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    public async Task<bool> ExistsAsync(string userName)
    {
        await using var command = _administrator.CreateCommand("SELECT FROM pg_roles WHERE rolname = $1");
        command.Parameters.AddWithValue(userName);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        return await reader.ReadAsync(Cancellation);
    }

    public async Task<DateTime> ValidUntilAsync(string userName)
    {
        await using var command = _administrator.CreateCommand("SELECT rolvaliduntil FROM pg_roles WHERE rolname = $1");
        command.Parameters.AddWithValue(userName);
        return (DateTime)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public Task UntilGoneAsync(string userName) =>
        Local.UntilAsync(() => Emulator.Leases.All(l => l.UserName != userName), $"{userName} is still there");

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        _http.Dispose();
        await _administrator.DisposeAsync();
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private void SetUp()
    {
        Database.WriteConnection("postgres", _administrator);
        Database.WriteRole("app", new() { CreationStatements = { CreateRole }, DefaultTtl = TimeSpan.FromHours(1), MaxTtl = TimeSpan.FromHours(24) });
        Database.WriteRole("short", new() { CreationStatements = { CreateRole }, DefaultTtl = TimeSpan.FromSeconds(10), MaxTtl = TimeSpan.FromSeconds(18) });
        Database.WriteRole("owner", new() { CreationStatements = { CreateRole }, DefaultTtl = TimeSpan.FromHours(1) });
        Database.WriteRole("broken", new() { CreationStatements = { """CREATE ROLL "{{name}}" LOGIN PASSWORD '{{password}}';""" } });
        Database.WriteRole("nodb", new() { Connection = "doesnotexist", CreationStatements = { CreateRole } });

        var policy = new VaultEmulatorPolicy().AllowRead("database/static-creds/+").AllowRead("nomount/*")
            .AllowUpdate("sys/leases/revoke").AllowUpdate("auth/token/create");
        foreach (var role in (string[])["app", "short", "owner", "unknown", "broken", "nodb"])
            policy.AllowRead($"database/creds/{role}");
        Emulator.Root.WritePolicy("app", policy);
        Emulator.Root.WritePolicy("reader", new VaultEmulatorPolicy().AllowRead("database/creds/app"));

        AppRole = Emulator.Root.EnableAppRole();
        AppRole.WriteRole("app", new() { Token = Token("app"), SecretIdTtl = TimeSpan.FromMinutes(10) });
        AppRole.WriteRole("once", new() { Token = Token("app"), SecretIdNumUses = 1 });
        AppRole.WriteRole("reader", new() { Token = Token("reader") });
        var brief = Token("app");
        (brief.Ttl, brief.MaxTtl) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8));
        AppRole.WriteRole("brief", new() { Token = brief });
        var batch = Token("app");
        batch.Type = VaultEmulatorTokenType.Batch;
        AppRole.WriteRole("batch", new() { Token = batch });
        RootToken = Emulator.Root.CreateToken(new() { Policies = { "root" } }).RevealValue();
    }

    private static VaultEmulatorTokenOptions Token(string policy) =>
        new() { Policies = { policy }, Ttl = TimeSpan.FromMinutes(20), MaxTtl = TimeSpan.FromHours(1) };
}

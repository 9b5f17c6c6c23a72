using JitAccess.Vault.Sessions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Vault.Tests;

/// <summary>A server, a clock that stands, and providers that log in by AppRole.</summary>
public abstract class VaultTest : IAsyncLifetime
{
    internal const string Login = "POST /v1/auth/approle/login";
    internal const string Creds = "GET /v1/database/creds/app";
    internal const string StaticCreds = "GET /v1/database/static-creds/svc";
    internal const string Renew = "POST /v1/sys/leases/renew";
    internal const string Lookup = "POST /v1/sys/leases/lookup";
    internal const string Revoke = "POST /v1/sys/leases/revoke";
    internal const string LookupSelf = "GET /v1/auth/token/lookup-self";
    internal const string RenewSelf = "POST /v1/auth/token/renew-self";
    internal const string RevokeSelf = "POST /v1/auth/token/revoke-self";
    internal const string WrapLookup = "POST /v1/sys/wrapping/lookup";
    internal const string Unwrap = "POST /v1/sys/wrapping/unwrap";

    private readonly List<IAsyncDisposable> _disposables = [];
    private readonly List<string> _files = [];
    private int _logins;
    private int _users;

    internal FakeVault Vault { get; private set; } = null!;

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 26, 10, 0, 0, TimeSpan.Zero));

    internal FakeLogCollector Logs { get; } = new();

    internal MetricCollector<long> Orphans { get; private set; } = null!;

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal DisposalLimit DisposalLimit { get; } = new();

    private TestMeterFactory Meters { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Vault = await FakeVault.StartAsync();
        Orphans = new MetricCollector<long>(Meters, JitAccessDiagnostics.MeterName, "jitaccess.vault.possible_orphans");
        Vault.On(Login, _ => LoginReply(1200)).On(Creds, _ => CredsReply(3600)).On(Renew, _ => RenewReply(3600))
            .On(RenewSelf, r => TokenReply(r.Token!, 1200)).On(RevokeSelf, new VaultReply(204)).On(Revoke, new VaultReply(204))
            .On(Lookup, Capture.Of("lease-lookup-200")).On(LookupSelf, Capture.Of("token-lookup-self-200"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var disposable in Enumerable.Reverse(_disposables))
            await disposable.DisposeAsync();
        await Vault.DisposeAsync();
        foreach (var file in _files)
            File.Delete(file);
    }

    internal VaultReply LoginReply(int seconds, bool renewable = true, string type = "service") =>
        TokenReply($"token-number-{Interlocked.Increment(ref _logins)}", seconds, renewable, type);

    internal static VaultReply TokenReply(string token, int seconds, bool renewable = true, string type = "service") => new(
        200, $$"""{"auth":{"client_token":"{{token}}","lease_duration":{{seconds}},"renewable":{{(renewable ? "true" : "false")}},"token_type":"{{type}}"} }""");

    internal VaultReply CredsReply(int seconds, bool renewable = true)
    {
        var number = Interlocked.Increment(ref _users);
        return new VaultReply(
            200,
            $$"""
            {"lease_id":"database/creds/app/lease-number-{{number}}","lease_duration":{{seconds}},"renewable":{{(renewable ? "true" : "false")}},
            "data":{"username":"v-app-{{number}}","password":"generated-password-{{number}}"} }
            """);
    }

    internal static VaultReply RenewReply(int seconds) => new(200, $$"""{"lease_id":"x","lease_duration":{{seconds}},"renewable":true,"data":null}""");

    internal VaultCredentialProvider Provider(Action<VaultOptions>? configure = null)
    {
        var options = new VaultOptions
        {
            Address = Vault.Url,
            Role = "app",
            RequestTimeout = TimeSpan.FromMinutes(5), // .NET makes connections within it, on a clock of its own
        };
        options.AllowInsecureLoopback();
        options.Auth.Method = VaultAuthMethod.AppRole;
        options.Auth.RoleId = "the-role-id";
        options.Auth.UseSecretId(_ => new(new VaultSecret("the-secret-id-0123456789")));
        configure?.Invoke(options);
        var provider = new VaultCredentialProvider(options, Runtime(), DisposalLimit);
        _disposables.Add(provider);
        return provider;
    }

    internal JitRuntime Runtime() => new()
    {
        TimeProvider = Time,
        Randomizer = static () => 0,
        MeterFactory = Meters,
        LoggerFactory = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(Logs))),
    };

    internal JitCredentialRequest Request(string? user = null, JitRefreshReason reason = JitRefreshReason.Initial) => new()
    {
        DatabaseName = "orders",
        Endpoint = new JitEndpoint("db.example.com", 5432),
        UserName = user,
        RequestedAt = Time.GetUtcNow(),
        Reason = reason,
    };

    internal Task<JitCredential> MintAsync(VaultCredentialProvider provider, string? user = null) =>
        provider.GetCredentialAsync(Request(user), Cancellation).AsTask();

    internal Task<JitCredential> RenewAsync(VaultCredentialProvider provider, JitCredential credential) =>
        provider.RenewAsync(credential, Request(), Cancellation).AsTask();

    internal static Task<JitProviderException> RefusedAsync<T>(Task<T> task) => Should.ThrowAsync<JitProviderException>(task);

    internal string WriteFile(string text)
    {
        var file = Path.GetTempFileName();
        _files.Add(file);
        File.WriteAllText(file, text);
        return file;
    }

    internal void TrackDisposable(IAsyncDisposable disposable) => _disposables.Add(disposable);
}

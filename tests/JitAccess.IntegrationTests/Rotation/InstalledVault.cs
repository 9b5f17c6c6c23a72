using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A real Vault or OpenBao, from its program: in memory, on loopback, with TLS of a test's own authority.</summary>
/// <remarks>
/// Not by <c>-dev</c>: older versions have no TLS there, and none tells the key that unseals it but in words on its console. Nothing but documented
/// settings and endpoints is used.
/// </remarks>
internal sealed class InstalledVault : IVaultBackend
{
    private const string Administrator = "vault_admin";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TestCertificateAuthority _authority = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jitaccess-vault-");
    private readonly string _program;
    private readonly RotationServer _server;
    private Process? _process;
    private VaultAdmin? _admin;

    private InstalledVault(string program, RotationServer server)
    {
        _program = program;
        _server = server;
        Address = new Uri($"https://localhost:{UnassignedPort.Choose()}/");
        RootCertificatePath = Path.Combine(_folder.FullName, "root.pem");
    }

    public string Name { get; private set; } = "";

    public Uri Address { get; }

    public string RootCertificatePath { get; }

    public string RoleId { get; private set; } = "";

    public static async Task<InstalledVault> StartAsync(string program, RotationServer server)
    {
        var vault = new InstalledVault(program, server);
        try
        {
            await vault.StartAsync(TestContext.Current.CancellationToken);
            return vault;
        }
        catch
        {
            await vault.DisposeAsync();
            throw;
        }
    }

    public Task<string> CreateSecretIdAsync(CancellationToken cancellationToken) => _admin!.CreateSecretIdAsync(cancellationToken);

    public Task<long> CountLeasesAsync(CancellationToken cancellationToken) => _admin!.CountLeasesAsync(cancellationToken);

    public Task SealAsync(CancellationToken cancellationToken) => _admin!.SealAsync(cancellationToken);

    public Task UnsealAsync(CancellationToken cancellationToken) => _admin!.UnsealAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _admin?.Dispose();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        Name = $"{_program} ({(await RunAsync("version", cancellationToken)).Trim()})";
        await WriteFilesAsync(cancellationToken);
        _process = Process.Start(StartInfo("server", $"-config={Path.Combine(_folder.FullName, "vault.hcl")}"))!;
        var (output, errors) = (_process.StandardOutput.ReadToEndAsync(CancellationToken.None), _process.StandardError.ReadToEndAsync(CancellationToken.None));

        _admin = new VaultAdmin(CreateClient());
        var began = TimeProvider.System.GetTimestamp();
        while (!await _admin.AnswersAsync(cancellationToken))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{Name} ended with code {_process.ExitCode}: {await output}{await errors}");
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"{Name} did not answer at {Address} within {Patience.TotalMinutes} min.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        await _admin.InitializeAsync(cancellationToken);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await using (var command = _server.Administrator.CreateCommand(
            $"DROP ROLE IF EXISTS {Administrator}; CREATE ROLE {Administrator} SUPERUSER LOGIN PASSWORD '{password}'"))
            await command.ExecuteNonQueryAsync(cancellationToken);
        var postgres = _server.Postgres;
        RoleId = await _admin.SetUpAsync(
            $"postgresql://{{{{username}}}}:{{{{password}}}}@localhost:{postgres.Endpoint.Port}/orders?sslmode=verify-full&sslrootcert={postgres.RootCertificatePath}",
            Administrator, password, cancellationToken);
    }

    private async Task WriteFilesAsync(CancellationToken cancellationToken)
    {
        var (certificate, key) = _authority.IssueServerCertificate("localhost", "127.0.0.1");
        var files = new Dictionary<string, string>
        {
            ["root.pem"] = _authority.CertificatePem,
            ["server.pem"] = certificate,
            ["server.key"] = key,
            ["vault.hcl"] = $$"""
                storage "inmem" {}
                disable_mlock = true
                api_addr = "{{Address.ToString().TrimEnd('/')}}"
                listener "tcp" {
                  address       = "127.0.0.1:{{Address.Port}}"
                  tls_cert_file = "server.pem"
                  tls_key_file  = "server.key"
                }
                """,
        };
        foreach (var (name, text) in files)
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text, cancellationToken);
    }

    private HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(_authority.CertificatePem);
        handler.SslOptions.CertificateChainPolicy = policy;
        return new HttpClient(handler) { BaseAddress = Address, Timeout = Patience };
    }

    private ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(_program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        foreach (var name in start.Environment.Keys.Where(IsAboutVault).ToList())
            start.Environment.Remove(name);
        return start;

        static bool IsAboutVault(string name) => name.StartsWith("VAULT_", StringComparison.Ordinal) || name.StartsWith("BAO_", StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string argument, CancellationToken cancellationToken)
    {
        using var process = Process.Start(StartInfo(argument))!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return text;
    }
}

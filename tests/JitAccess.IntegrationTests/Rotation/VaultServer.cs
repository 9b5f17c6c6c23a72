using JitAccess.Testing;
using JitAccess.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Vault in front of a PostgreSQL: AppRole login, one dynamic role, users that own nothing.</summary>
internal sealed class VaultServer : IAsyncDisposable
{
    private readonly IVaultBackend _backend;

    private VaultServer(IVaultBackend backend)
    {
        _backend = backend;
        TestContext.Current.TestOutputHelper!.WriteLine($"Vault is {backend.Name}");
    }

    /// <summary>Gets the emulator, for tests that asked for it.</summary>
    public VaultEmulator Emulator => ((EmulatedVault)_backend).Vault;

    /// <summary>Gets the emulator's database secrets engine.</summary>
    public VaultEmulatorDatabase EmulatedDatabase => ((EmulatedVault)_backend).Database;

    /// <summary>Starts a real Vault where its program or its image is, and the emulator elsewhere; the test's output says which.</summary>
    public static async Task<VaultServer> StartAsync(RotationServer server)
    {
        server.Require();
        var program = VaultProgram.TryFind() ?? await VaultImage.TryTakeAsync();
        return new VaultServer(program is not null ? await InstalledVault.StartAsync(program, server) : await EmulatedVault.StartAsync(server));
    }

    /// <summary>Starts the emulator, wherever it is: for what no Vault does on demand, such as losing an answer.</summary>
    public static async Task<VaultServer> StartEmulatorAsync(RotationServer server, VaultEmulatorOptions? options = null)
    {
        server.Require();
        return new VaultServer(await EmulatedVault.StartAsync(server, options));
    }

    /// <summary>A host as an application builds it: three lines, and where Vault is.</summary>
    public IHost CreateHost(RotationServer server, string? settings = null, Action<HostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Configure(builder, "orders", server.Builder(settings).ConnectionString);
        builder.AddJitDatabase("orders", UseVault);
        AddPatience(builder.Services);
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>A host with several databases by name, each with settings and users of its own.</summary>
    public IHost CreateHost(RotationServer server, Dictionary<string, string> databases, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        foreach (var (name, settings) in databases)
        {
            Configure(builder, name, server.Builder(settings).ConnectionString);
            builder.AddKeyedJitDatabase(name, UseVault);
        }

        AddPatience(builder.Services);
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    public Task<long> CountLeasesAsync() => _backend.CountLeasesAsync(TestContext.Current.CancellationToken);

    public Task SealAsync() => _backend.SealAsync(TestContext.Current.CancellationToken);

    public Task UnsealAsync() => _backend.UnsealAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    /// <summary>Lets nothing fail for want of time on a machine that is busy.</summary>
    private static void AddPatience(IServiceCollection services) =>
        services.AddSingleton<TimeProvider>(new UnhurriedTime()).Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromMinutes(5));

    private void Configure(HostApplicationBuilder builder, string database, string connectionString)
    {
        builder.Configuration[$"ConnectionStrings:{database}"] = connectionString;
        foreach (var (key, value) in (IEnumerable<(string, string?)>)
                 [
                     ("Refresh:SettleTime", "00:00:00"),
                     ("Refresh:DrainTime", RotationServer.DrainTime.ToString()),
                     ("Vault:Address", _backend.Address.ToString()),
                     ("Vault:CaCertificateFile", _backend.RootCertificatePath),
                     ("Vault:Role", VaultSetUp.Role),
                     ("Vault:Auth:Method", "AppRole"),
                     ("Vault:Auth:RoleId", _backend.RoleId),
                 ])
            builder.Configuration[$"JitAccess:Databases:{database}:{key}"] = value;
    }

    private void UseVault(JitDatabaseBuilder database) => database.UseVault(vault => vault.Auth.UseSecretId(
        async cancellationToken => new VaultSecret(await _backend.CreateSecretIdAsync(cancellationToken))));
}

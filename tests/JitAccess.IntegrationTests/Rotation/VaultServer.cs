using JitAccess.Testing;
using JitAccess.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Vault in front of a PostgreSQL: AppRole login, one dynamic role, users that own nothing.</summary>
internal sealed class VaultServer : IAsyncDisposable
{
    private readonly VaultEmulatorAppRoleAuth _appRole;

    private VaultServer(VaultEmulator vault, TimeSpan tokenLife, TimeSpan tokenMax)
    {
        Vault = vault;
        vault.Root.WritePolicy("orders", new VaultEmulatorPolicy().AllowRead("database/creds/orders").AllowUpdate("sys/leases/revoke"));
        _appRole = vault.Root.EnableAppRole();
        _appRole.WriteRole("orders", new() { Token = new() { Policies = { "orders" }, Ttl = tokenLife, ExplicitMaxTtl = tokenMax } });
    }

    public VaultEmulator Vault { get; }

    public static async Task<VaultServer> StartAsync(RotationServer server, TimeSpan? tokenLife = null, TimeSpan? tokenMax = null, TimeProvider? time = null)
    {
        server.Require();
        var vault = await VaultEmulator.StartAsync(
            new VaultEmulatorOptions { TimeProvider = time ?? TimeProvider.System }, TestContext.Current.CancellationToken);
        var database = vault.Root.MountDatabase();
        database.WriteConnection("postgres", server.Administrator);
        database.WriteRole("orders", new()
        {
            Connection = "postgres",

            // What a user makes belongs to the group, so that dropping the user never fails.
            CreationStatements =
            {
                """CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE orders_group""",
                """ALTER ROLE "{{name}}" SET role = 'orders_group'""",
            },
            DefaultTtl = TimeSpan.FromHours(1),
            MaxTtl = TimeSpan.FromHours(24),
        });
        return new VaultServer(vault, tokenLife ?? TimeSpan.FromHours(2), tokenMax ?? TimeSpan.Zero);
    }

    /// <summary>A host as an application builds it: three lines, and where Vault is.</summary>
    public IHost CreateHost(RotationServer server, string? settings = null, Action<HostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Configure(builder, "orders", server.Builder(settings ?? "Timeout=5").ConnectionString);
        builder.AddJitDatabase("orders", UseVault);
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>A host with several databases, each with users of its own.</summary>
    public IHost CreateHost(RotationServer server, string settings, IEnumerable<string> databases)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        foreach (var name in databases)
        {
            Configure(builder, name, server.Builder(settings).ConnectionString);
            builder.AddKeyedJitDatabase(name, UseVault);
        }

        return builder.Build();
    }

    public int Count(string path) => Vault.Requests.Count(r => r.Path == path);

    public ValueTask DisposeAsync() => Vault.DisposeAsync();

    private void Configure(HostApplicationBuilder builder, string database, string connectionString)
    {
        builder.Configuration[$"ConnectionStrings:{database}"] = connectionString;
        foreach (var (key, value) in (IEnumerable<(string, string?)>)
                 [
                     ("Refresh:SettleTime", "00:00:00"),
                     ("Refresh:DrainTime", "00:00:20"),
                     ("Vault:Address", Vault.Address.ToString()),
                     ("Vault:CaCertificateFile", Vault.RootCertificatePath),
                     ("Vault:Role", "orders"),
                     ("Vault:Auth:Method", "AppRole"),
                     ("Vault:Auth:RoleId", _appRole.RoleId("orders")),
                 ])
            builder.Configuration[$"JitAccess:Databases:{database}:{key}"] = value;
    }

    private void UseVault(JitDatabaseBuilder database) => database.UseVault(vault => vault.Auth.UseSecretId(
        _ => new ValueTask<VaultSecret>(new VaultSecret(_appRole.CreateSecretId("orders").RevealValue()))));
}

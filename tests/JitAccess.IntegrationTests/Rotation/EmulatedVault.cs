using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>The emulator, where there is no Vault, and where a test asks for what no Vault does on demand.</summary>
internal sealed class EmulatedVault : IVaultBackend
{
    private readonly VaultEmulatorAppRoleAuth _appRole;

    private EmulatedVault(VaultEmulator vault, VaultEmulatorDatabase database)
    {
        (Vault, Database) = (vault, database);
        vault.Root.WritePolicy(VaultSetUp.Role, new VaultEmulatorPolicy().AllowRead(VaultSetUp.CredsPath).AllowUpdate(VaultSetUp.RevokePath));
        _appRole = vault.Root.EnableAppRole();
        _appRole.WriteRole(VaultSetUp.Role, new() { Token = new() { Policies = { VaultSetUp.Role }, Ttl = VaultSetUp.TokenTtl } });
    }

    public VaultEmulator Vault { get; }

    public VaultEmulatorDatabase Database { get; }

    public string Name => "the emulator of JitAccess.Testing";

    public Uri Address => Vault.Address;

    public string RootCertificatePath => Vault.RootCertificatePath!;

    public string RoleId => _appRole.RoleId(VaultSetUp.Role);

    public static async Task<EmulatedVault> StartAsync(RotationServer server, VaultEmulatorOptions? options = null)
    {
        var vault = await VaultEmulator.StartAsync(options, TestContext.Current.CancellationToken);
        var database = vault.Root.MountDatabase();
        database.WriteConnection(VaultSetUp.Connection, server.Administrator);
        var role = new VaultEmulatorRole { Connection = VaultSetUp.Connection, DefaultTtl = VaultSetUp.DefaultTtl, MaxTtl = VaultSetUp.MaxTtl };
        foreach (var statement in VaultSetUp.CreationStatements)
            role.CreationStatements.Add(statement);
        database.WriteRole(VaultSetUp.Role, role);
        return new EmulatedVault(vault, database);
    }

    public Task<string> CreateSecretIdAsync(CancellationToken cancellationToken) => Task.FromResult(_appRole.CreateSecretId(VaultSetUp.Role).RevealValue());

    public Task<long> CountLeasesAsync(CancellationToken cancellationToken) => Task.FromResult((long)Vault.Leases.Count);

    public Task SealAsync(CancellationToken cancellationToken)
    {
        Vault.Faults.Seal();
        return Task.CompletedTask;
    }

    public Task UnsealAsync(CancellationToken cancellationToken)
    {
        Vault.Faults.Unseal();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => Vault.DisposeAsync();
}

using JitAccess;
using JitAccess.Testing;
using JitAccess.Vault;
using Npgsql;

/// <summary>Leases a user from an emulated Vault, logs in as it, and rotates.</summary>
internal static class VaultRotation
{
    /// <returns>The user before, the one after, and what the emulator has made and dropped once the database was disposed.</returns>
    public static async Task<(string Before, string After, int Made, int Dropped)> RunAsync()
    {
        await using var postgres = await LocalPostgres.StartAsync(new() { HbaLines = { "hostssl all all 127.0.0.1/32 scram-sha-256" } });
        await using var administrator = postgres.CreateSuperuserDataSource();
        await using var vault = await VaultEmulator.StartAsync();
        var engine = vault.Root.MountDatabase();
        engine.WriteConnection("postgres", administrator);
        engine.WriteRole("orders", new()
        {
            CreationStatements = { """CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'""" },
            DefaultTtl = TimeSpan.FromHours(1),
            MaxTtl = TimeSpan.FromHours(24),
        });
        vault.Root.WritePolicy("orders", new VaultEmulatorPolicy().AllowRead("database/creds/orders").AllowUpdate("sys/leases/revoke"));

        var options = new VaultOptions { Address = vault.Address.ToString(), Role = "orders", CaCertificateFile = vault.RootCertificatePath };
        var token = vault.Root.CreateToken(new() { Policies = { "orders" }, Ttl = TimeSpan.FromHours(1) }).RevealValue();
        options.Auth.UseToken(new VaultSecret(token));
        await using var provider = new VaultCredentialProvider(options);
        string before, after;
        await using (var orders = await JitDatabase.CreateAsync(new NpgsqlDataSourceBuilder(postgres.ConnectionString("postgres")), provider))
        {
            before = await UserAsync(orders.DataSource);
            await orders.RotateAsync();
            after = await UserAsync(orders.DataSource);
        }

        return (before, after, vault.RolesCreated, vault.RolesDropped);
    }

    private static async Task<string> UserAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("SELECT session_user::text");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

using System.Diagnostics;

namespace JitAccess.Testing.TestHost;

/// <summary>Runs a program beside a PostgreSQL whose users Vault makes and drops, told by environment variables what a deployment would tell it.</summary>
internal static class LeaseServer
{
    private const string Role = "orders";

    /// <returns>The program's exit code, or 3 if it succeeded and has not used two users, or has left one.</returns>
    public static async Task<int> RunAsync(string program, string[] arguments)
    {
        var options = new LocalPostgresOptions();
        options.HbaLines.Add("hostssl orders all 127.0.0.1/32 scram-sha-256");
        await using var postgres = await LocalPostgres.StartAsync(options);
        await postgres.ExecuteAsync("CREATE DATABASE orders");
        await using var administrator = postgres.CreateSuperuserDataSource("orders");
        await using var vault = await VaultEmulator.StartAsync();
        var engine = vault.Root.MountDatabase();
        engine.WriteConnection("postgres", administrator);
        engine.WriteRole(Role, new()
        {
            CreationStatements = { """CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'""" },
            DefaultTtl = TimeSpan.FromHours(1),
            MaxTtl = TimeSpan.FromDays(1),
        });
        vault.Root.WritePolicy(Role, new VaultEmulatorPolicy().AllowRead($"database/creds/{Role}").AllowUpdate("sys/leases/revoke"));
        var appRole = vault.Root.EnableAppRole();
        appRole.WriteRole(Role, new() { Token = new() { Policies = { Role }, Ttl = TimeSpan.FromHours(2) } });
        var delivery = Directory.CreateTempSubdirectory("jitaccess-delivery-");
        try
        {
            var secretId = Path.Combine(delivery.FullName, "secret-id");
            await File.WriteAllTextAsync(secretId, appRole.CreateSecretId(Role).RevealValue());

            var start = new ProcessStartInfo(program, arguments);
            start.Environment["ConnectionStrings__orders"] =
                $"Host=localhost;Port={postgres.Endpoint.Port};Database=orders;Root Certificate={postgres.RootCertificatePath}";
            foreach (var (key, value) in (IEnumerable<(string, string?)>)
                     [
                         ("Provider", "Vault"), ("Vault__Address", vault.Address.ToString()), ("Vault__CaCertificateFile", vault.RootCertificatePath),
                         ("Vault__Role", Role), ("Vault__Auth__Method", "AppRole"), ("Vault__Auth__RoleId", appRole.RoleId(Role)),
                         ("Vault__Auth__SecretIdFile", secretId),
                     ])
                start.Environment[$"JitAccess__Databases__orders__{key}"] = value;

            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            Console.WriteLine($"users made: {vault.RolesCreated}, dropped: {vault.RolesDropped}, leases left: {vault.Leases.Count}");
            return process.ExitCode == 0 && (vault.RolesCreated, vault.RolesDropped, vault.Leases.Count) != (2, 2, 0) ? 3 : process.ExitCode;
        }
        finally
        {
            delivery.Delete(recursive: true);
        }
    }
}

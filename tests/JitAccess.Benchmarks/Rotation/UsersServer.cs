using System.Security.Cryptography;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Benchmarks.Rotation;

/// <summary>A PostgreSQL whose users Vault makes, and two ways to it: one that changes its user, and one with a user that stays.</summary>
internal sealed class UsersServer : IAsyncDisposable
{
    public const string Creds = "database/creds/orders";

    private const string StandingUser = "orders_app";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly LocalPostgres _postgres;
    private readonly NpgsqlDataSource _administrator;
    private readonly List<IHost> _hosts = [];
    private readonly LoggerFactory _logging = new();

    private UsersServer(LocalPostgres postgres, NpgsqlDataSource administrator, VaultEmulator vault, string standingPassword)
    {
        _postgres = postgres;
        _administrator = administrator;
        Vault = vault;
        var engine = vault.Root.MountDatabase();
        engine.WriteConnection("postgres", administrator);
        engine.WriteRole("orders", new()
        {
            CreationStatements = { """CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'""" },
            DefaultTtl = TimeSpan.FromHours(1),
            MaxTtl = TimeSpan.FromHours(24),
        });
        vault.Root.WritePolicy("orders", new VaultEmulatorPolicy().AllowRead(Creds).AllowUpdate("sys/leases/revoke"));
        Access = new UsersAccess
        {
            ConnectionString = $"{postgres.ConnectionString("orders", null)};Timeout=5",
            StandingUser = StandingUser,
            StandingPassword = standingPassword,
            VaultAddress = vault.Address.ToString(),
            VaultCertificateFile = vault.RootCertificatePath!,
            VaultToken = vault.Root.CreateToken(new() { Policies = { "orders" }, Ttl = TimeSpan.FromHours(24) }).RevealValue(),
            VaultRole = "orders",
        };
    }

    public VaultEmulator Vault { get; }

    /// <summary>Gets how it is reached.</summary>
    public UsersAccess Access { get; }

    /// <summary>Gets how often a user that Vault made has logged in, by the server's log.</summary>
    public int Logins => _postgres.LogTail(int.MaxValue).Split('\n').Count(static line => line.Contains("connection authorized: user=v-", StringComparison.Ordinal));

    public static async Task<UsersServer> StartAsync()
    {
        var options = new LocalPostgresOptions { HbaLines = { "hostssl orders all 127.0.0.1/32 scram-sha-256" } };
        options.Settings["log_connections"] = "on";
        options.Settings["max_connections"] = "200";
        var postgres = await LocalPostgres.StartAsync(options);
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await postgres.ExecuteAsync("CREATE DATABASE orders");
        await postgres.ExecuteAsync($"CREATE ROLE {StandingUser} LOGIN PASSWORD '{password}'");
        return new UsersServer(postgres, postgres.CreateSuperuserDataSource("orders"), await VaultEmulator.StartAsync(), password);
    }

    public NpgsqlDataSource CreatePlain(string userName, string password) => Access.CreatePlain(userName, password, _logging);

    /// <summary>Returns a database of JitAccess on a clock of its own.</summary>
    public async Task<JitDatabase> CreateJitAccessAsync(TimeProvider time)
    {
        var host = await Access.StartJitAccessAsync(time, _logging);
        _hosts.Add(host);
        return host.Services.GetRequiredService<JitDatabase>();
    }

    /// <summary>Counts the roles that Vault made and that are still there.</summary>
    public Task<int> CountUsersAsync() => CountAsync("pg_roles WHERE rolname LIKE 'v-%'");

    /// <summary>Waits until nobody has a session as a user that Vault made.</summary>
    public Task NoSessionsAsync() => BecomesAsync(() => CountAsync("pg_stat_activity WHERE usename LIKE 'v-%'"), 0);

    /// <summary>Waits until there are so many leases: whoever left a user has given it up.</summary>
    /// <param name="count">How many.</param>
    /// <param name="meanwhile">What is done each time before looking.</param>
    public Task LeasesAsync(int count, Action? meanwhile = null) => BecomesAsync(
        () =>
        {
            meanwhile?.Invoke();
            return Task.FromResult(Vault.Leases.Count);
        },
        count);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await Vault.DisposeAsync();
        await _administrator.DisposeAsync();
        await _postgres.DisposeAsync();
        _logging.Dispose();
    }

    private static async Task BecomesAsync(Func<Task<int>> read, int expected)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (int value; (value = await read()) != expected; await Task.Delay(Pause))
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException($"After {Patience.TotalSeconds} s there are {value} users in use, and not {expected}.");
    }

    private async Task<int> CountAsync(string what)
    {
        await using var command = _administrator.CreateCommand($"SELECT count(*)::int FROM {what}");
        return (int)(await command.ExecuteScalarAsync())!;
    }
}

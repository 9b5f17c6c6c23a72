using JitAccess.IntegrationTests.Load;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>One user of a real server whose password Vault changes: in time nobody notices, and before its time the next open knows it.</summary>
public sealed class StaticRoleTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const string User = "orders_service";
    private const string Role = "service";
    private const string StaticCreds = $"database/static-creds/{Role}";
    private const int LoginRefused = 4002;
    private const int Rotated = 9027;
    private const int NotRotated = 9028;

    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>For how long after the change the old password may be sent: Vault answers with it while it changes it.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(2);

    private readonly PatientTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Password_ChangedInTime_NoLoginAfterwardsIsRefused()
    {
        using var log = new LogRecorder();
        await using var vault = await StartAsync(log);
        using var host = CreateHost(vault, log);
        await host.StartAsync(Cancellation);
        var dataSource = host.Services.GetRequiredService<NpgsqlDataSource>();
        var passwords = new HashSet<string>();

        var start = _time.GetUtcNow();
        while (_time.GetUtcNow() - start is var passed && passed < 4 * Period)
        {
            await Eventually.ShouldBeAsync(() => Task.FromResult((long)log.Texts(Rotated).Count), 1 + (int)(passed / Period), Cancellation);
            await _time.AdvanceAsync(Doubt, Cancellation);
            await OpenAsync(dataSource);
            passwords.Add(await StoredPasswordAsync());
            await _time.AdvanceAsync(TimeSpan.FromMinutes(5), Cancellation);
        }

        passwords.Count.ShouldBe(4);
        log.Texts(LoginRefused).ShouldBeEmpty();
        vault.Emulator.Requests.Count(static r => r.Path == StaticCreds).ShouldBeLessThan(4 * 20); // a few for each password, ever closer to its end
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Password_VaultIsLateToChange_TheOldOneServesAndThenTheNew()
    {
        using var log = new LogRecorder();
        await using var vault = await StartAsync(log);
        using var host = CreateHost(vault, log);
        await host.StartAsync(Cancellation);
        var dataSource = host.Services.GetRequiredService<NpgsqlDataSource>();
        var before = await StoredPasswordAsync();
        await using (var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Pooling=false"))
        {
            vault.EmulatedDatabase.WriteConnection(VaultSetUp.Connection, nowhere);
            await _time.AdvanceAsync(Period, Cancellation);
            for (var opened = 0; opened < 20; opened++)
            {
                await OpenAsync(dataSource);
                await TriedAsync(1 + opened);
                await _time.AdvanceAsync(TimeSpan.FromSeconds(10), Cancellation);
            }

            await TriedAsync(21); // with the connection that leads nowhere
            vault.EmulatedDatabase.WriteConnection(VaultSetUp.Connection, server.Administrator);
        }

        (await StoredPasswordAsync()).ShouldBe(before);
        log.Texts(LoginRefused).ShouldBeEmpty();
        vault.Emulator.Requests.Count(static r => r.Path == StaticCreds).ShouldBeLessThan(40); // it is not asked every second meanwhile
        await _time.AdvanceAsync(TimeSpan.FromSeconds(10), Cancellation);
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)log.Texts(Rotated).Count), 2, Cancellation);
        await _time.AdvanceAsync(TimeSpan.FromSeconds(30), Cancellation); // the longest for which a late Vault is believed
        await OpenAsync(dataSource);
        log.Texts(LoginRefused).ShouldBeEmpty();
        await host.StopAsync(Cancellation);

        // Vault tries again ten seconds after it has failed, so time goes on when it has.
        Task TriedAsync(int times) => Eventually.ShouldBeAsync(() => Task.FromResult(log.Texts(NotRotated).Count >= times ? 1L : 0), 1, Cancellation);
    }

    [Fact]
    public async Task Password_ChangedBeforeItsTime_OneLoginIsRefusedAndTheNextKnowsIt()
    {
        using var log = new LogRecorder();
        await using var vault = await StartAsync(log);
        using var host = CreateHost(vault, log);
        await host.StartAsync(Cancellation);
        var dataSource = host.Services.GetRequiredService<NpgsqlDataSource>();
        await OpenAsync(dataSource);

        for (var change = 1; change <= 3; change++)
        {
            await vault.EmulatedDatabase.RotateStaticRoleAsync(Role);
            (await Should.ThrowAsync<PostgresException>(() => OpenAsync(dataSource))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
            var database = host.Services.GetRequiredService<JitDatabase>();
            var generation = change + 1;
            await Eventually.ShouldBeAsync(
                () =>
                {
                    _time.Advance(TimeSpan.FromMilliseconds(20)); // a refresh that was ending when the login was refused begins the next at a wake
                    return Task.FromResult(database.GetStatus()[0].Generation);
                },
                generation, Cancellation);
            await OpenAsync(dataSource);
            await _time.AdvanceAsync(TimeSpan.FromSeconds(5), Cancellation); // as often as a refused login may force a refresh
        }

        vault.Emulator.Requests.Count(static r => r.Path == StaticCreds).ShouldBe(4);
        await host.StopAsync(Cancellation);
    }

    private async Task<VaultServer> StartAsync(ILoggerFactory log)
    {
        var vault = await VaultServer.StartEmulatorAsync(server, new VaultEmulatorOptions { TimeProvider = _time, LoggerFactory = log });
        await server.Postgres.ExecuteAsync(
            $"DROP ROLE IF EXISTS {User}; CREATE ROLE {User} LOGIN IN ROLE orders_group", cancellationToken: Cancellation);
        vault.Emulator.Root.WritePolicy(VaultSetUp.Role, new VaultEmulatorPolicy().AllowRead(StaticCreds));
        await vault.EmulatedDatabase.WriteStaticRoleAsync(
            Role, new() { Connection = VaultSetUp.Connection, UserName = User, RotationPeriod = Period });
        return vault;
    }

    private IHost CreateHost(VaultServer vault, ILoggerFactory log) => vault.CreateHost(server, $"Timeout=60;Pooling=false;Username={User}", builder =>
    {
        builder.Configuration["JitAccess:Databases:orders:Vault:Kind"] = "Static";
        builder.Configuration["JitAccess:Databases:orders:Vault:Role"] = Role;
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(log);
    });

    /// <summary>Opens a connection; where it waits for Vault, time passes as fast as it does.</summary>
    private async Task OpenAsync(NpgsqlDataSource dataSource)
    {
        var open = dataSource.OpenConnectionAsync(Cancellation).AsTask();
        while (!open.IsCompleted)
        {
            await Task.WhenAny(open, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation));
            if (!open.IsCompleted)
                _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        await (await open).DisposeAsync();
    }

    private async Task<string> StoredPasswordAsync()
    {
        await using var command = server.Administrator.CreateCommand($"SELECT rolpassword FROM pg_authid WHERE rolname = '{User}'");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

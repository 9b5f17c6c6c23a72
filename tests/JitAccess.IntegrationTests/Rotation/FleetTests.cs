using JitAccess.IntegrationTests.Load;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Ten services with twenty databases each start at the same moment, against one Vault with a quota and one PostgreSQL.</summary>
[Collection(nameof(TransportTests))] // alone in the process: it needs both cores
public sealed class FleetTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const int Services = 10;
    private const int DatabasesOfEach = 20;
    private const int Databases = Services * DatabasesOfEach;
    private const int QuotaOfASecond = 25;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoHundredDatabases_StartedAtOnceUnderAQuota_AllBecomeReadyWithOneUserEach()
    {
        var time = new HeldTime();
        await using var vault = await VaultServer.StartEmulatorAsync(server, new() { TimeProvider = time });
        vault.Emulator.Faults.RateLimit = new VaultEmulatorRateLimit
        {
            Path = VaultSetUp.CredsPath,
            Requests = QuotaOfASecond,
            Interval = TimeSpan.FromSeconds(1),
            SendsHeaders = true,
        };
        var names = Enumerable.Range(1, DatabasesOfEach).Select(static i => $"tenant{i:D2}").ToList();
        var hosts = Enumerable.Range(0, Services).Select(_ => vault.CreateHost(server, names.ToDictionary(static name => name, static _ => "Timeout=300;Maximum Pool Size=1"))).ToList();
        try
        {
            var starting = Task.WhenAll(hosts.Select(static host => host.StartAsync(Cancellation)));
            await Eventually.ShouldBeAsync(() => Task.FromResult(Asked().Exists(static r => r.Status == 429) ? 1L : 0), 1, Cancellation); // else the quota is none
            time.Release();
            await starting;

            var databases = hosts.SelectMany(host => names.Select(name => host.Services.GetRequiredKeyedService<JitDatabase>(name))).ToList();
            await Eventually.ShouldBeAsync(() => Task.FromResult(databases.LongCount(static d => d.GetStatus()[0].Generation == 1)), Databases, Cancellation);

            var users = await Task.WhenAll(databases.Select(UserAsync));
            users.Distinct().Count().ShouldBe(Databases);
            vault.Emulator.RolesCreated.ShouldBe(Databases); // nobody was given a second one for having waited
            var asked = Asked();
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{asked.Count} requests for {Databases} users, {asked.Count(static r => r.Status == 429)} beyond the quota, in {asked[^1].At - asked[0].At}");
            asked.Count.ShouldBeLessThan(6 * Databases); // who is told to wait waits: 25 a second get through, and the others ask once in that time
        }
        finally
        {
            await Task.WhenAll(hosts.Select(static host => host.StopAsync(Cancellation)));
            hosts.ForEach(static host => host.Dispose());
        }

        await Eventually.ShouldBeAsync(() => Task.FromResult((long)vault.Emulator.Leases.Count), 0, Cancellation); // with the tokens, where a stop had no time
        vault.Emulator.RolesDropped.ShouldBe(Databases);

        List<VaultEmulatorRequest> Asked() => [.. vault.Emulator.Requests.Where(static r => r.Path == VaultSetUp.CredsPath)];
    }

    private static async Task<string> UserAsync(JitDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("SELECT session_user::text");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

using JitAccess.IntegrationTests.Load;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Everything goes wrong in turn while workers work and users change: Vault, its answers, the clock, PostgreSQL.</summary>
[Collection(nameof(TransportTests))] // alone in the process: it needs both cores
public sealed class RotationFaultTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const int Workers = 15;
    private const int LostAnswers = 3;
    private const int LoginRefused = 4002;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    private readonly SteppedClock _clock = new(new UnhurriedTime());
    private readonly SoakTally _tally = new();
    private readonly RestartLog _restarts = new(TimeProvider.System);
    private int _rotations;
    private int _refusedRotations;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Faults_OneAfterTheOtherUnderLoad_FailNothingWhileTheLeaseIsValidAndCostNoUsers()
    {
        await using var vault = await VaultServer.StartEmulatorAsync(server);
        var log = new LogRecorder();
        using (var host = vault.CreateHost(server, "Timeout=30;Maximum Pool Size=20", b =>
               {
                   b.Services.AddSingleton<TimeProvider>(_clock);
                   b.Services.AddSingleton<ILoggerFactory>(log);
               }))
        {
            await host.StartAsync(Cancellation);
            var database = host.Services.GetRequiredService<JitDatabase>();
            var dataSource = database.DataSource;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var workers = Enumerable.Range(0, Workers)
                .Select(i => Task.Run(() => Worker.RunAsync(Use.All[i % Use.All.Count], dataSource, _tally, end.Token, _restarts), CancellationToken.None)).ToList();
            var rotating = RotateAsync(database, end.Token);

            await DisturbAsync(vault.Emulator);

            await end.CancelAsync();
            await Task.WhenAll([.. workers, rotating]);
            await database.RotateAsync(Cancellation); // it works again, and nobody had to start anything anew
            await host.StopAsync(Cancellation);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{_tally.Succeeded} operations, {_tally.InFlight} cut by the restart, {_tally.ServerAway} begun while the server was away, " +
            $"{_tally.Failures.Count} failed; {_rotations} rotations, {_refusedRotations} refused; {vault.Emulator.RolesCreated} users");
        _tally.Failures.ShouldBeEmpty();
        _tally.SucceededByUse.Count.ShouldBe(Use.All.Count);
        _tally.InFlight.ShouldBeLessThanOrEqualTo(Workers);
        log.Texts(LoginRefused).ShouldBeEmpty();
        _refusedRotations.ShouldBeGreaterThan(0); // else the faults were none
        var lost = vault.Emulator.RolesCreated - (2 + _rotations); // the first, each rotation, and the last; then those of which nobody heard
        lost.ShouldBeInRange(0, LostAnswers);
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)vault.Emulator.Leases.Count), 0, Cancellation); // those end with the token
        vault.Emulator.RolesDropped.ShouldBe(vault.Emulator.RolesCreated);
        await Eventually.ShouldBeAsync(() => server.CountAsync("sessions"), 0, Cancellation);
    }

    private async Task DisturbAsync(VaultEmulator vault)
    {
        await PauseAsync(4);
        vault.Faults.Seal();
        await PauseAsync(20);
        vault.Faults.Unseal();
        await PauseAsync(4);

        await vault.StopListeningAsync(); // killed: connections break, and nobody listens
        await PauseAsync(4);
        await vault.ResumeAsync(Cancellation);
        await PauseAsync(4);

        vault.Faults.RateLimit = new VaultEmulatorRateLimit { Requests = 1, Interval = TimeSpan.FromSeconds(2) };
        await PauseAsync(8);
        vault.Faults.RateLimit = null;

        vault.Faults.LoseAnswers(LostAnswers, static r => r.Path == VaultSetUp.CredsPath && r.Status == 200); // the users are made, and nobody hears of them
        await PauseAsync(8);

        foreach (var offset in (TimeSpan[])[Step, -Step, TimeSpan.Zero])
        {
            _clock.Offset = offset;
            await PauseAsync(4);
        }

        await _restarts.RestartAsync(() => server.Postgres.RestartAsync(Cancellation));
        await PauseAsync(6);
    }

    /// <summary>Changes the user every two seconds, whatever is out of order; a rotation that is refused leaves the old user in use.</summary>
    private async Task RotateAsync(JitDatabase database, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await database.RotateAsync(CancellationToken.None);
                _rotations++;
            }
            catch (JitCredentialException)
            {
                _refusedRotations++;
            }

            await Task.Delay(Interval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Cancellation);
}

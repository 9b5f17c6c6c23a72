using JitAccess.IntegrationTests.Load;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>The wall clock is stepped at each stage of a lease while workers open sessions all the time.</summary>
/// <remarks>Where the stage calls for a refresh, one is under way at the step: asked for by one clock, answered by another.</remarks>
[Collection(nameof(TransportTests))] // alone in the process: it needs both cores
public sealed class ClockStepTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const int Fresh = 0; // minutes of the lease's hour
    private const int InRenewalWindow = 45;
    private const int InReplacementWindow = 50;
    private const int Databases = 2;
    private const int WorkersOfEach = 5;
    private const int LoginRefused = 4002;
    private const string Renew = "sys/leases/renew";
    private const string Seconds = "JITACCESS_CLOCK_SECONDS"; // how long the workers go on after a step; with it, every step at every stage

    private static readonly TimeSpan LeaseLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan ServedFor = LeaseLife - TimeSpan.FromSeconds(30); // the engine ends it before Vault does
    private static readonly TimeSpan VaultsPause = TimeSpan.FromSeconds(0.5);

    private readonly SkippedTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int, int> Matrix() => LoadSetting.Text(Seconds) is null
        ? new()
        {
            { Fresh, -3600 }, { Fresh, 3600 }, { InRenewalWindow, -600 }, { InRenewalWindow, 600 }, { InReplacementWindow, -60 }, { InReplacementWindow, 600 },
        }
        :
        [
            .. from minutes in (int[])[Fresh, InRenewalWindow, InReplacementWindow]
               from seconds in (int[])[-3600, -600, -60, -10, -1, 1, 10, 60, 600, 3600]
               select (minutes, seconds),
        ];

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Step_AtEachStageOfALeaseUnderLoad_FailsNothingWhileBothClocksCallTheLeaseValid(int minutes, int seconds)
    {
        var (clock, step) = (new SteppedClock(new UnhurriedTime(_time)), TimeSpan.FromSeconds(seconds));
        var endsLease = TimeSpan.FromMinutes(minutes) + step >= ServedFor;
        var most = Databases * (1 + (minutes == InReplacementWindow ? 1 : 0) + (step >= ServedFor ? 1 : 0)); // a long step ends even what was just asked for
        var (log, tally) = (new LogRecorder(), new SoakTally { Forgives = e => endsLease && IsToOpenAgain(e) });
        await using var vault = await VaultServer.StartEmulatorAsync(server, new() { TimeProvider = _time }); // on another machine, whose clock nobody steps
        using (var host = vault.CreateHost(
                   server,
                   new() { ["pooled"] = "Maximum Pool Size=10", ["unpooled"] = "Pooling=false" },
                   services => services.AddSingleton<TimeProvider>(clock).AddSingleton<ILoggerFactory>(log)))
        {
            await host.StartAsync(Cancellation);
            var databases = ((string[])["pooled", "unpooled"]).Select(name => host.Services.GetRequiredKeyedService<JitDatabase>(name)).ToList();
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var workers = databases.SelectMany(database => Enumerable.Range(0, WorkersOfEach)
                .Select(i => Task.Run(() => Worker.RunAsync(i, database.DataSource, tally, end.Token), CancellationToken.None))).ToList();
            await Eventually.ShouldBeAsync(() => Task.FromResult((long)tally.SucceededByUse.Count), Use.All.Count, Cancellation);

            await ReachAsync(minutes, vault, databases);
            clock.Offset = step;
            OpenAnew(databases);
            var before = tally.Succeeded;
            await Eventually.ShouldBeAsync(
                () => Task.FromResult(databases.LongCount(static d => d.GetStatus()[0].State == JitEngineState.Fresh)), Databases, Cancellation);
            await Task.Delay(TimeSpan.FromSeconds(LoadSetting.Number(Seconds, 1)), Cancellation);
            await end.CancelAsync();
            await Task.WhenAll(workers);
            tally.Succeeded.ShouldBeGreaterThan(before);
            await host.StopAsync(Cancellation);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"step of {seconds} s, lease {minutes} min old: {tally.Succeeded} operations, {tally.Failures.Count} failed, {tally.Forgiven} to open again; " +
            $"{vault.Emulator.RolesCreated} users");
        tally.Failures.ShouldBeEmpty();
        log.Texts(LoginRefused).ShouldBeEmpty();
        vault.Emulator.RolesCreated.ShouldBeLessThanOrEqualTo(most);
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)vault.Emulator.Leases.Count), 0, Cancellation);
        vault.Emulator.RolesDropped.ShouldBe(vault.Emulator.RolesCreated);
        await Eventually.ShouldBeAsync(() => server.CountAsync("sessions"), 0, Cancellation);
    }

    /// <summary>Lets the lease reach an age, and returns when the refresh that this calls for waits for Vault's answer.</summary>
    private async Task ReachAsync(int minutes, VaultServer vault, List<JitDatabase> databases)
    {
        if (minutes == Fresh)
            return;
        var path = minutes == InRenewalWindow ? Renew : VaultSetUp.CredsPath;
        var asked = Count(vault, path) + Databases;
        vault.Emulator.Faults.AnswerDelay = VaultsPause;
        _time.Skip(TimeSpan.FromMinutes(minutes));
        OpenAnew(databases);
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)Count(vault, path)), asked, Cancellation);
        vault.Emulator.Faults.AnswerDelay = TimeSpan.Zero;
    }

    private static int Count(VaultServer vault, string path) => vault.Emulator.Requests.Count(r => r.Path == path);

    /// <summary>A warm pool asks for no credential.</summary>
    private static void OpenAnew(List<JitDatabase> databases) => databases.ForEach(static database => database.DataSource.Clear());

    /// <summary>An open had sent the name of the user whose lease the step ended, and the next user's password does not go with it.</summary>
    private static bool IsToOpenAgain(Exception e) =>
        e.InnerException is JitCredentialException refusal && refusal.Message.Contains("had been replaced by then", StringComparison.Ordinal);
}

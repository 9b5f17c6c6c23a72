namespace JitAccess.Tests.Refresh;

/// <summary>Invariant 33: a machine that slept for any time, at any moment, wakes to what the wall clock says.</summary>
/// <remarks>On Linux the monotonic clock and all timers stand still meanwhile; on Windows they run on and fire late. Both are tested.</remarks>
public sealed class SuspendTests : EngineTests
{
    /// <summary>Gets when the machine falls asleep in the life of a token, for how many seconds, and whether timers stand still.</summary>
    public static MatrixTheoryData<double, double, bool> Sleeps { get; } =
        new([0, 600, 820, 900], [1, 250, 3600, 315_360_000], [true, false]);

    [Theory]
    [MemberData(nameof(Sleeps))]
    public async Task R33_GetCredential_AfterASleep_IsInTheZoneOfTheWallClock(double at, double length, bool timersStandStill)
    {
        var engine = await FilledEngine();
        Time.Advance(TimeSpan.FromSeconds(at));
        var gate = Provider.Hold();
        Sleep(length, timersStandStill);
        var zone = ZoneOfToken(at + length);

        var read = engine.GetCredentialAsync(Ct).AsTask();

        if (zone != JitEngineState.Fresh)
            await gate.Entered;
        read.IsCompleted.ShouldBe(zone < JitEngineState.Mandatory);
        gate.Open();
        (await read).Generation.ShouldBe(zone < JitEngineState.Mandatory ? 1 : 2);
        await engine.RefreshInProgress;
        Provider.Calls.ShouldBe(zone == JitEngineState.Fresh ? 1 : 2);
        engine.Current!.IssuedAt.ShouldBe(zone == JitEngineState.Fresh ? Start : Clock.GetUtcNow());
    }

    [Theory]
    [MemberData(nameof(Sleeps))]
    public async Task R33_Reads_AfterASleepAndIssuerGone_ServeWhatIsUnexpiredAndNothingElse(double at, double length, bool timersStandStill)
    {
        var engine = await FilledEngine();
        var first = engine.Current!;
        Time.Advance(TimeSpan.FromSeconds(at));
        Provider.Fail(JitProviderErrorKind.Denied);
        Sleep(length, timersStandStill);
        var zone = ZoneOfToken(at + length);

        if (zone == JitEngineState.Expired)
        {
            await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
            await Should.ThrowAsync<JitCredentialException>(async () => await engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), Ct));
        }
        else
        {
            (await engine.GetCredentialAsync(Ct)).ShouldBeSameAs(first);
            (await engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), Ct)).ShouldBeSameAs(first);
        }

        await engine.RefreshInProgress;
        Provider.Calls.ShouldBe(zone == JitEngineState.Fresh ? 1 : 2);
    }

    [Theory]
    [InlineData(60, 2)]
    [InlineData(3600, 3)]
    [InlineData(315_360_000, 3)]
    public async Task R33_Flight_SleepDuringTheCall_AsksAgainForWhatEndedMeanwhile(double length, int calls)
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(1);
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = Provider.Hold();
        engine.StartRefresh();
        await gate.Entered;

        Sleep(length, timersStandStill: true);
        var read = engine.GetCredentialAsync(Ct).AsTask();
        read.IsCompleted.ShouldBe(length < 290); // until then the old one is good
        gate.Open();

        await read;
        await engine.RefreshInProgress;
        engine.Current!.Generation.ShouldBe(2);
        engine.Current.ExpiresAt.ShouldBeGreaterThan(Clock.GetUtcNow());
        Provider.Calls.ShouldBe(calls);
        Provider.MaxConcurrent.ShouldBe(1);
    }

    [Fact]
    public async Task R33_Flight_TimersFireLateAfterASleep_TimesOutAndTheNextReadIsWell()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = Provider.Hold();
        engine.StartRefresh();
        await gate.Entered;

        Sleep(3600, timersStandStill: false);
        var error = await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));

        error.InnerException.ShouldBeOfType<TimeoutException>();
        Provider.Recover();
        Time.Advance(TimeSpan.FromSeconds(1));
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);
        Provider.Calls.ShouldBe(3);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(60, false)]
    [InlineData(3600, true)]
    [InlineData(3600, false)]
    public async Task R33_Backoff_SleepMeanwhile_IsOver(double length, bool timersStandStill)
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        await RefreshAsync(engine);
        Provider.Recover();

        Sleep(length, timersStandStill);
        var read = await engine.GetCredentialAsync(Ct);
        await engine.RefreshInProgress;

        read.Generation.ShouldBe(length < 290 ? 1 : 2);
        engine.Current!.Generation.ShouldBe(2);
        engine.GetStatus().Failures.ShouldBe(0);
        Provider.Calls.ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R33_ErrorCache_SleepMeanwhile_IsOver(bool timersStandStill)
    {
        var engine = Engine();
        Provider.Fail(JitProviderErrorKind.Denied);
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        Provider.Recover();

        Sleep(3600, timersStandStill);

        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(1);
        Provider.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task R33_MandatoryWait_SleepMeanwhile_IsNotGivenWhatHasExpired()
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(1);
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        var gate = Provider.Hold();
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;

        Sleep(3600, timersStandStill: true);
        Time.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(() => Clock.Timers == 1); // the reader's wait is over; the flight's timeout is what is left
        read.IsCompleted.ShouldBeFalse();
        gate.Open();

        (await read).Generation.ShouldBe(2);
        engine.Current!.ExpiresAt.ShouldBeGreaterThan(Clock.GetUtcNow());
    }

    [Fact]
    public async Task R33_MandatoryWait_TimersFireLateAfterASleep_ThrowsInsteadOfReturningTheExpired()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        var gate = Provider.Hold();
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;

        Sleep(3600, timersStandStill: false);

        (await Should.ThrowAsync<JitCredentialException>(read)).InnerException.ShouldBeOfType<TimeoutException>();
        Provider.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task R33_Scheduler_SleepsOfTwoHours_OneRefreshAfterEach(bool leased, bool timersStandStill)
    {
        var engine = await FilledEngine(leased ? Leases : Provider);
        using var registration = JitRefreshScheduler.For(Clock).Register(engine);

        for (var generation = 2; generation <= 20; generation++)
        {
            engine.ReportAccepted(engine.ReadForOpen(TimeSpan.Zero));

            Sleep(7200, timersStandStill);
            await SettledAsync(engine);
            Time.Advance(TimeSpan.FromSeconds(30)); // the longest that the scheduler sleeps
            await SettledAsync(engine);

            // Where the monotonic clock counts the sleep, nobody has read a token for longer than its life, and its next read waits instead.
            if (!leased && !timersStandStill)
            {
                await engine.GetCredentialAsync(Ct);
                await SettledAsync(engine);
            }

            engine.GetStatus().State.ShouldBe(JitEngineState.Fresh);
            engine.Current!.Generation.ShouldBe(generation);
            (leased ? Leases.Mints : Provider.Calls).ShouldBe(generation);
        }
    }

    private void Sleep(double seconds, bool timersStandStill)
    {
        if (timersStandStill)
            Clock.WallOffset += TimeSpan.FromSeconds(seconds);
        else
            Time.Advance(TimeSpan.FromSeconds(seconds));
    }
}

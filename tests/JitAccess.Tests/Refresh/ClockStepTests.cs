namespace JitAccess.Tests.Refresh;

/// <summary>Invariant 34: where the wall clock is stepped, whichever clock is further on decides.</summary>
/// <remarks>So a step forward costs at most one refresh too many, and a step back neither extends a life nor stretches a pause.</remarks>
public sealed class ClockStepTests : EngineTests
{
    private const double Step = 600;

    /// <summary>Gets when the clock is stepped in the life of a token, and by how much.</summary>
    public static MatrixTheoryData<double, double> Steps { get; } = new([0, 300, 600, 820, 900], [Step, -Step]);

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task R34_GetCredential_ClockStepped_IsInTheZoneOfTheClockThatIsFurtherOn(double at, double step)
    {
        var engine = await FilledEngine();
        Time.Advance(TimeSpan.FromSeconds(at));
        var gate = Provider.Hold();
        Clock.WallOffset = TimeSpan.FromSeconds(step);
        var zone = ZoneOfToken(at + Math.Max(0, step));

        engine.GetStatus().State.ShouldBe(zone);
        var read = engine.GetCredentialAsync(Ct).AsTask();
        if (zone != JitEngineState.Fresh)
            await gate.Entered;
        read.IsCompleted.ShouldBe(zone < JitEngineState.Mandatory);
        gate.Open();

        (await read).Generation.ShouldBe(zone < JitEngineState.Mandatory ? 1 : 2);
        await engine.RefreshInProgress;
        Provider.Calls.ShouldBe(zone == JitEngineState.Fresh ? 1 : 2);
    }

    [Theory]
    [InlineData(Step)]
    [InlineData(-Step)]
    public async Task R34_Successor_ClockSteppedAndSteppedBack_LivesAsLongAsItWould(double step)
    {
        var engine = await FilledEngine();
        Clock.WallOffset = TimeSpan.FromSeconds(step);
        Time.Advance(TimeSpan.FromSeconds(870));
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);
        Clock.WallOffset = TimeSpan.Zero;

        // Minted by a clock that was ahead it ends by the monotonic one; by a clock that was behind, the wall clock ends it early.
        var left = step > 0 ? 870 : 870 - Step;
        Time.Advance(TimeSpan.FromSeconds(left) - TimeSpan.FromMilliseconds(1));
        engine.GetStatus().State.ShouldBe(JitEngineState.Mandatory);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        engine.GetStatus().State.ShouldBe(JitEngineState.Expired);
    }

    [Theory]
    [InlineData(Step, 3)]
    [InlineData(-Step, 2)]
    public async Task R34_Flight_ClockSteppedDuringTheCall_CostsAtMostOneRefreshMore(double step, int calls)
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = Provider.Hold();
        engine.StartRefresh();
        await gate.Entered;

        Clock.WallOffset = TimeSpan.FromSeconds(step);
        gate.Open();
        await engine.RefreshInProgress;
        engine.Current!.Generation.ShouldBe(2);
        for (var i = 0; i < 100; i++)
        {
            engine.ReadForOpen(TimeSpan.Zero); // throws where it would have to wait
            await engine.RefreshInProgress;
        }

        Provider.Calls.ShouldBe(calls);
        engine.GetStatus().State.ShouldBe(JitEngineState.Fresh);
    }

    [Fact]
    public async Task R34_Backoff_ClockSteppedForward_IsOver()
    {
        var engine = await FailedEngine();

        Clock.WallOffset = TimeSpan.FromSeconds(Step);

        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);
        Provider.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task R34_Backoff_ClockSteppedBack_LastsAsLongAsItWould()
    {
        var engine = await FailedEngine();

        Clock.WallOffset = TimeSpan.FromSeconds(-Step);
        Time.Advance(TimeSpan.FromMilliseconds(499));
        await RefreshAsync(engine);
        Provider.Calls.ShouldBe(2);

        Time.Advance(TimeSpan.FromMilliseconds(1));
        await RefreshAsync(engine);
        Provider.Calls.ShouldBe(3);
        engine.Current!.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R34_MandatoryWait_ClockSteppedBack_EndsAfterTwoSecondsWithTheOld()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        var gate = Provider.Hold();
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;

        Clock.WallOffset = TimeSpan.FromSeconds(-Step);
        Time.Advance(TimeSpan.FromSeconds(2));

        (await read).Generation.ShouldBe(1);
        gate.Open();
        await engine.RefreshInProgress;
        Provider.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData(Step)]
    [InlineData(-Step)]
    public async Task R34_ForcedBudget_ClockStepped_IsNeitherFilledNorDrained(double step)
    {
        var engine = await FilledEngine();
        for (var i = 0; i < 3; i++)
        {
            engine.Invalidate(engine.Current!).ShouldBeTrue();
            await engine.RefreshInProgress;
        }

        Clock.WallOffset = TimeSpan.FromSeconds(step);
        await RefreshAsync(engine);
        Provider.Calls.ShouldBe(3);

        Time.Advance(TimeSpan.FromSeconds(5));
        await RefreshAsync(engine);
        Provider.Calls.ShouldBe(4);
        engine.GetStatus().IsRejected.ShouldBeFalse();
    }

    [Fact]
    public async Task R34_Scheduler_ClockSteppedForward_RefreshesAtItsNextWakeAndThenAtItsPace()
    {
        var engine = await FilledEngine();
        using var registration = JitRefreshScheduler.For(Clock).Register(engine);

        Clock.WallOffset = TimeSpan.FromSeconds(Step);
        Provider.Calls.ShouldBe(1);
        Time.Advance(TimeSpan.FromSeconds(30));
        await SettledAsync(engine);
        Provider.Calls.ShouldBe(2);

        engine.ReadForOpen(TimeSpan.Zero);
        Time.Advance(TimeSpan.FromSeconds(579));
        await SettledAsync(engine);
        Provider.Calls.ShouldBe(2);
        Time.Advance(TimeSpan.FromSeconds(1));
        await SettledAsync(engine);
        Provider.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task R34_Scheduler_ClockSteppedBack_RefreshesWhenItWouldHave()
    {
        var engine = await FilledEngine();
        using var registration = JitRefreshScheduler.For(Clock).Register(engine);

        Clock.WallOffset = TimeSpan.FromSeconds(-Step);
        Time.Advance(TimeSpan.FromSeconds(580) - TimeSpan.FromMilliseconds(1));
        await SettledAsync(engine);
        Provider.Calls.ShouldBe(1);

        Time.Advance(TimeSpan.FromMilliseconds(99)); // the scheduler never sleeps for less than a tenth of a second
        await SettledAsync(engine);
        Provider.Calls.ShouldBe(1);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await SettledAsync(engine);
        Provider.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task R34_Scheduler_ClockFlapsEveryMinute_NeverLetsAReaderWaitNorAsksWithoutEnd()
    {
        var engine = await FilledEngine();
        using var registration = JitRefreshScheduler.For(Clock).Register(engine);

        for (var minute = 1; minute <= 60; minute++)
        {
            Clock.WallOffset = minute % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Step);
            Time.Advance(TimeSpan.FromMinutes(1));
            await SettledAsync(engine);
            engine.ReadForOpen(TimeSpan.Zero); // throws where it would have to wait
            await SettledAsync(engine);
        }

        Provider.Calls.ShouldBeInRange(3600 / 638, 20);
    }

    /// <summary>Returns an engine in its advisory zone whose first attempt failed, half a second before the next.</summary>
    private async Task<JitCredentialEngine> FailedEngine()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        await RefreshAsync(engine);
        Provider.Recover();
        return engine;
    }
}

using System.Runtime.CompilerServices;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 31 and 32.</summary>
public sealed class JitRefreshSchedulerTests : EngineTests
{
    private JitRefreshScheduler Scheduler => JitRefreshScheduler.For(Clock);

    [Fact]
    public async Task R31_Engines_TenThousandIdle_DoNoWork()
    {
        var engines = Enumerable.Range(0, 10_000).Select(_ => Engine()).ToArray();
        await engines[0].GetCredentialAsync(Ct);
        var reads = Clock.Reads;

        Time.Advance(TimeSpan.FromDays(1));

        Clock.Timers.ShouldBe(0);
        Clock.Reads.ShouldBe(reads);
        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public void R32_For_SameClock_IsTheSameScheduler()
    {
        JitRefreshScheduler.For(Clock).ShouldBeSameAs(Scheduler);
        JitRefreshScheduler.For(Time).ShouldNotBeSameAs(Scheduler);
    }

    [Fact]
    public async Task R32_Register_ManyEngines_OneTimerAndNoneAfterTheLast()
    {
        var registrations = Enumerable.Range(0, 100).Select(_ => Scheduler.Register(Engine())).ToArray();
        Clock.Timers.ShouldBe(1);

        foreach (var registration in registrations)
            registration.Dispose();
        Clock.Timers.ShouldBe(0);

        var engine = Engine();
        Scheduler.Register(engine);
        Clock.Timers.ShouldBe(1);
        await engine.DisposeAsync();
        Clock.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task R32_Wake_LeaseNobodyReads_IsRenewedWhenDue()
    {
        var engine = await FilledEngine(Leases);
        using var registration = Scheduler.Register(engine);

        for (var i = 1; i <= 5; i++)
        {
            AdvanceTo(engine.Current!.RefreshAt);
            await SettledAsync(engine);
            Leases.Renewals.ShouldBe(i);
        }

        Leases.Mints.ShouldBe(1);
    }

    [Fact]
    public async Task R32_Wake_ReadWithinOneLifetime_IsRefreshedAndThenLeftAlone()
    {
        var engine = await FilledEngine();
        using var registration = Scheduler.Register(engine);

        AdvanceTo(engine.Current!.RefreshAt);
        await SettledAsync(engine);
        engine.Current!.Generation.ShouldBe(2);

        Time.Advance(TimeSpan.FromHours(5)); // nobody has read since the start
        await SettledAsync(engine);
        Provider.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task R32_Wake_ReadNowAndThen_NeverLetsAReaderWait()
    {
        var engine = await FilledEngine();
        using var registration = Scheduler.Register(engine);

        for (var minute = 0; minute < 24 * 60; minute++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await SettledAsync(engine);
            var read = engine.ReadForOpenAsync(TimeSpan.Zero, Ct);
            read.IsCompletedSuccessfully.ShouldBeTrue();
            (await read).ExpiresAt.ShouldBeGreaterThan(Time.GetUtcNow());
        }
    }

    [Fact]
    public async Task R32_Wake_NothingIsDue_StillWakesEveryThirtySeconds()
    {
        var engine = await FilledEngine();
        using var registration = Scheduler.Register(engine);

        // The wall clock is far ahead of what the timer was set to: a machine that slept.
        Clock.WallOffset = TimeSpan.FromMinutes(11);
        Time.Advance(TimeSpan.FromSeconds(30));
        await SettledAsync(engine);

        engine.Current!.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R32_Wake_IssuerDown_BacksOff()
    {
        Chance = 1;
        Options.TransientRetries = 0;
        var engine = await FilledEngine(Leases);
        using var registration = Scheduler.Register(engine);
        Leases.RenewError = new JitProviderException(JitProviderErrorKind.Transient, "down");
        AdvanceTo(engine.Current!.RefreshAt);
        await SettledAsync(engine);
        Leases.Renewals.ShouldBe(1);

        await PassAsync(TimeSpan.FromSeconds(60));

        Leases.Renewals.ShouldBe(1 + 5); // after 1, 2, 4, 8 and 16 seconds
    }

    [Fact]
    public async Task R32_Wake_OutageBeforeTheFirstCredential_IsFollowedToItsEnd()
    {
        Provider.Fail(JitProviderErrorKind.Denied);
        var engine = Engine();
        using var registration = Scheduler.Register(engine);
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        await SettledAsync(engine);
        await PassAsync(TimeSpan.FromHours(1)); // far longer than anybody's last read
        Provider.Calls.ShouldBeLessThan(3600 / 15 + 10);
        Provider.Recover();

        await PassAsync(TimeSpan.FromSeconds(31));

        engine.GetStatus().State.ShouldBe(JitEngineState.Fresh);
    }

    [Fact]
    public async Task R32_Wake_ManyRefusals_StaysWithinTheForcedBudget()
    {
        var engine = await FilledEngine();
        using var registration = Scheduler.Register(engine);

        for (var second = 0; second < 60; second++)
        {
            engine.Invalidate(engine.Current!);
            await SettledAsync(engine);
            Time.Advance(TimeSpan.FromSeconds(1));
            await SettledAsync(engine);
        }

        (Provider.Calls - 1).ShouldBeLessThanOrEqualTo(2 + (60 / 5));
    }

    [Fact]
    public async Task R32_Wake_ForcedBudgetIsSpent_SleepsUntilThereIsMore()
    {
        var engine = await FilledEngine();
        using var registration = Scheduler.Register(engine);
        for (var i = 0; i < 3; i++)
        {
            engine.Invalidate(engine.Current!);
            await SettledAsync(engine);
        }

        engine.GetStatus().IsRejected.ShouldBeTrue();
        var reads = Clock.Reads;
        for (var i = 0; i < 400; i++)
            Time.Advance(TimeSpan.FromMilliseconds(10));

        (Clock.Reads - reads).ShouldBeLessThan(10);
        Time.Advance(TimeSpan.FromSeconds(1));
        await SettledAsync(engine);
        engine.GetStatus().IsRejected.ShouldBeFalse();
    }

    [Fact]
    public async Task R32_Dispose_Registration_EndsTheRefresh()
    {
        var engine = await FilledEngine(Leases);
        Scheduler.Register(engine).Dispose();

        Time.Advance(TimeSpan.FromMinutes(50));
        await SettledAsync(engine);

        Leases.Renewals.ShouldBe(0);
    }

    [Fact]
    public async Task Register_AfterTheLastRegistrationEnded_WakesAgain()
    {
        var engine = await FilledEngine(Leases);
        Scheduler.Register(engine).Dispose();

        using var registration = Scheduler.Register(engine);
        AdvanceTo(engine.Current!.RefreshAt);
        await SettledAsync(engine);

        Leases.Renewals.ShouldBe(1);
    }

    [Fact]
    public void Scheduler_CannotBeDisposed_SoThatNobodyEndsTheRefreshOfOtherDatabases() =>
        Scheduler.ShouldNotBeAssignableTo<IDisposable>();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Register_FirstOne_MakesATimerWithoutItsContext(bool flowIsSuppressed)
    {
        var engine = Engine();
        if (flowIsSuppressed)
        {
            using (ExecutionContext.SuppressFlow())
                Scheduler.Register(engine).Dispose();
        }
        else
        {
            Scheduler.Register(engine).Dispose();
        }

        Clock.FlowWasSuppressed.ShouldBeTrue();
        ExecutionContext.IsFlowSuppressed().ShouldBeFalse();
        Clock.Timers.ShouldBe(0);
    }

    [Fact]
    public void Scheduler_WithoutAClockOrAnEngine_Throws()
    {
        Should.Throw<ArgumentNullException>(() => JitRefreshScheduler.For(null!)).ParamName.ShouldBe("timeProvider");
        Should.Throw<ArgumentNullException>(() => Scheduler.Register(null!)).ParamName.ShouldBe("engine");
        Clock.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task R32_Dispose_Registration_IsForgottenByItsEngine()
    {
        var engine = await FilledEngine();

        var registrations = Enumerable.Range(0, 10).Select(_ => RegisterAndDispose(engine)).ToArray();

        await UntilAsync(() =>
        {
            GC.Collect();
            return registrations.All(registration => !registration.IsAlive);
        });
        GC.KeepAlive(engine);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference RegisterAndDispose(JitCredentialEngine engine)
    {
        var registration = Scheduler.Register(engine);
        registration.Dispose();
        return new WeakReference(registration);
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAll(Engines.Select(SettledAsync));
        }
    }
}

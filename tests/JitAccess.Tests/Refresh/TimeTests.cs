using Microsoft.Extensions.Logging;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 1 to 5, 33 and 34.</summary>
public sealed class TimeTests : EngineTests
{
    [Fact]
    public async Task R01_GetCredential_ClockJumpsWithoutTimers_DecidesOnTheWallClock()
    {
        var engine = await FilledEngine();
        Clock.Timers.ShouldBe(0);

        AdvanceTo(engine.Current!.ExpiresAt);

        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R02_IssuedAt_SlowCall_IsTheTimeBeforeTheCall()
    {
        var entered = Provider.Take(TimeSpan.FromSeconds(10));
        var engine = Engine();

        var read = engine.GetCredentialAsync(Ct).AsTask();
        await entered;
        Time.Advance(TimeSpan.FromSeconds(10));
        var snapshot = await read;

        snapshot.IssuedAt.ShouldBe(Start);
        snapshot.ExpiresAt.ShouldBe(Start + TimeSpan.FromSeconds(870));
        Provider.Requests.ShouldHaveSingleItem().RequestedAt.ShouldBe(Start);
    }

    [Fact]
    public async Task R02_ExpiresAt_LongerThanMaxLifetime_IsCapped()
    {
        Provider.Life = TimeSpan.FromDays(365);
        Options.MaxLifetime = TimeSpan.FromMinutes(15);

        (await FilledEngine()).Current!.ExpiresAt.ShouldBe(Start + TimeSpan.FromSeconds(870));
    }

    [Fact]
    public async Task R02_ExpiresAt_AtTheEndOfTime_IsServed()
    {
        Provider.Life = DateTimeOffset.MaxValue - Start;

        (await FilledEngine()).GetStatus().State.ShouldBe(JitEngineState.Fresh);
    }

    [Fact]
    public async Task R03_ExpiresAt_RdsToken_Is870SecondsAfterIssue()
    {
        var snapshot = (await FilledEngine()).Current!;

        snapshot.Credential.ExpiresAt.ShouldBe(Start + TimeSpan.FromSeconds(900));
        snapshot.ExpiresAt.ShouldBe(Start + TimeSpan.FromSeconds(870));
    }

    [Fact]
    public async Task R04_Windows_RdsToken_AreThoseOfTheSpecification()
    {
        Chance = 1;
        var late = (await FilledEngine()).Current!;
        Chance = 0;
        var early = (await FilledEngine()).Current!;

        early.RefreshAt.ShouldBe(Start + TimeSpan.FromSeconds(580));
        late.RefreshAt.ShouldBe(Start + TimeSpan.FromSeconds(638));
        early.MandatoryAt.ShouldBe(Start + TimeSpan.FromSeconds(812));
        late.MandatoryAt.ShouldBe(early.MandatoryAt);
    }

    [Fact]
    public async Task R05_Publish_AnswerPastItsMandatoryWindow_IsUsedAndNotRefreshedForASecond()
    {
        Options.FlightTimeout = TimeSpan.FromMinutes(30);
        Provider.Life = TimeSpan.FromSeconds(1000); // mandatory at 910 s, expired at 970 s
        var entered = Provider.Take(TimeSpan.FromSeconds(920));
        var engine = Engine();
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await entered;
        Time.Advance(TimeSpan.FromSeconds(920));
        var late = await read;
        late.MandatoryAt.ShouldBe(Start + TimeSpan.FromSeconds(910));

        Provider.Recover();
        Time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromMilliseconds(1));
        (await engine.GetCredentialAsync(Ct)).ShouldBeSameAs(late);
        Provider.Calls.ShouldBe(1);
        Logs.GetSnapshot().Count(r => r.Id.Name == "IssuedLate" && r.Level == LogLevel.Warning).ShouldBe(1);

        Time.Advance(TimeSpan.FromMilliseconds(1));
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R05_Publish_AnswerAlreadyExpired_IsAFailureAndNoLoop()
    {
        Options.TransientRetries = 0;
        Provider.Life = TimeSpan.FromSeconds(-5);
        var engine = Engine();

        for (var i = 0; i < 100; i++)
            await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));

        Provider.Calls.ShouldBe(1);
        engine.Current.ShouldBeNull();
        engine.GetStatus().Failures.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24 * 365)]
    public async Task R33_GetCredential_AfterASleep_WaitsInsteadOfReturningTheOld(int hours)
    {
        var engine = await FilledEngine();
        Clock.WallOffset = TimeSpan.FromHours(hours); // the monotonic clock and all timers stood still

        var gate = Provider.Hold();
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;
        read.IsCompleted.ShouldBeFalse();
        gate.Open();

        (await read).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R34_GetCredential_ClockSetBack_ExpiresOnTheMonotonicClock()
    {
        var engine = await FilledEngine();
        Clock.WallOffset = TimeSpan.FromHours(-5);
        Time.Advance(TimeSpan.FromSeconds(870) - TimeSpan.FromMilliseconds(1));
        Provider.Fail(JitProviderErrorKind.Denied);
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(1);

        Time.Advance(TimeSpan.FromMilliseconds(1));

        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
    }

    [Fact]
    public async Task R34_Refresh_ClockSetBack_HappensWhenItWouldHave()
    {
        var engine = await FilledEngine();
        Clock.WallOffset = TimeSpan.FromHours(-5);
        Time.Advance(TimeSpan.FromSeconds(580));

        engine.GetCredential(Ct);
        await engine.RefreshInProgress;

        engine.Current!.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R34_Backoff_ClockSetBack_NeitherVanishesNorLastsForHours()
    {
        Provider.Fail(JitProviderErrorKind.Denied);
        var engine = Engine();
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        Clock.WallOffset = TimeSpan.FromHours(-5);
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        Provider.Calls.ShouldBe(1);

        Provider.Recover();
        Time.Advance(TimeSpan.FromSeconds(1));

        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(1);
    }
}

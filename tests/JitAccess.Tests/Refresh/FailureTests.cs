using System.Diagnostics;
using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 21 to 24.</summary>
public sealed class FailureTests : EngineTests
{
    [Fact]
    public async Task R21_Refresh_FailsInTheAdvisoryZone_BacksOffExponentially()
    {
        Chance = 1;
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);

        foreach (var pause in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            await RefreshAsync(engine);
            engine.GetStatus().NextAttemptAt.ShouldBe(Time.GetUtcNow() + TimeSpan.FromSeconds(pause));
            var calls = Provider.Calls;
            Time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            await RefreshAsync(engine);
            engine.GetCredential(Ct).Generation.ShouldBe(1);
            Provider.Calls.ShouldBe(calls);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task R21_Refresh_FailsBeforeTheMandatoryZone_TriesAgainWhenItBegins()
    {
        Chance = 1;
        var engine = await FilledEngine();
        Provider.Fail(JitProviderErrorKind.Denied);
        AdvanceTo(engine.Current!.MandatoryAt - TimeSpan.FromMilliseconds(10));
        await RefreshAsync(engine);

        engine.GetStatus().NextAttemptAt.ShouldBe(engine.Current!.MandatoryAt);
    }

    [Fact]
    public async Task R21_Refresh_AfterSuccess_StartsOverWithTheFirstPause()
    {
        Chance = 1;
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        await RefreshAsync(engine);
        Time.Advance(TimeSpan.FromSeconds(1));
        await RefreshAsync(engine);
        engine.GetStatus().Failures.ShouldBe(2);
        Time.Advance(TimeSpan.FromSeconds(2));
        Provider.Recover();
        await RefreshAsync(engine);

        engine.GetStatus().Failures.ShouldBe(0);
        engine.GetStatus().NextAttemptAt.ShouldBeNull();
        AdvanceTo(engine.Current!.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        await RefreshAsync(engine);
        engine.GetStatus().NextAttemptAt.ShouldBe(Time.GetUtcNow() + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task R22_GetCredential_ThousandsOfFailingCallers_CostOneCallASecond()
    {
        Options.TransientRetries = 2;
        Clock.SkipUpTo = TimeSpan.FromSeconds(1);
        Provider.Fail();
        var engine = Engine();
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        var first = Provider.Calls;
        var begun = Time.GetUtcNow();

        for (var i = 0; i < 100; i++)
        {
            var reads = Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await engine.GetCredentialAsync(Ct), Ct)).ToArray();
            foreach (var read in reads)
                await Should.ThrowAsync<JitCredentialException>(read);
            Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        (Provider.Calls - first).ShouldBeInRange(1, (int)(Time.GetUtcNow() - begun).TotalSeconds);
    }

    [Fact]
    public async Task R23_Flight_TransientError_TriesTwiceMoreWithinTheFlight()
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(1);
        Provider.Before = (_, _) => Provider.Calls < 3 ? throw new HttpRequestException("unreachable") : Task.CompletedTask;

        var snapshot = await Engine().GetCredentialAsync(Ct);

        Provider.Calls.ShouldBe(3);
        Clock.Skipped.ShouldBe([TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)]);
        snapshot.IssuedAt.ShouldBe(Provider.Requests.Last().RequestedAt); // each attempt has an issue time of its own
        snapshot.IssuedAt.ShouldBe(Start + TimeSpan.FromMilliseconds(150));
    }

    [Fact]
    public async Task R23_Flight_TransientErrors_GivesUpAfterThreeCalls()
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(1);
        Provider.Fail();

        await Should.ThrowAsync<JitCredentialException>(async () => await Engine().GetCredentialAsync(Ct));

        Provider.Calls.ShouldBe(3);
    }

    [Theory]
    [InlineData(JitProviderErrorKind.Denied)]
    [InlineData(JitProviderErrorKind.Misconfigured)]
    public async Task R23_Flight_TerminalError_IsNotTriedAgain(JitProviderErrorKind kind)
    {
        Provider.Fail(kind);

        await Should.ThrowAsync<JitCredentialException>(async () => await Engine().GetCredentialAsync(Ct));

        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task R23_Flight_ConfigurationError_IsNotTriedAgain()
    {
        Provider.Before = (_, _) => throw new JitConfigurationException("no region");

        await Should.ThrowAsync<JitCredentialException>(async () => await Engine().GetCredentialAsync(Ct));

        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task R23_Flight_ShortRetryAfter_IsWaitedForWithinTheFlight()
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(2);
        Provider.Before = (_, _) => Provider.Calls < 2
            ? throw new JitProviderException(JitProviderErrorKind.Transient, "busy", retryAfter: TimeSpan.FromSeconds(1.5))
            : Task.CompletedTask;

        await Engine().GetCredentialAsync(Ct);

        Clock.Skipped.ShouldBe([TimeSpan.FromSeconds(1.5)]);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(3600, 30)]
    public async Task R23_Flight_LongRetryAfter_IsHonouredBetweenFlightsWithinLimits(double asked, double granted)
    {
        Provider.Fail(retryAfter: TimeSpan.FromSeconds(asked));
        var engine = Engine();

        var error = await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));

        Provider.Calls.ShouldBe(1);
        error.NextAttemptAt.ShouldBe(Start + TimeSpan.FromSeconds(granted));
        Time.Advance(TimeSpan.FromSeconds(granted));
        Provider.Recover();
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(1);
    }

    [Fact]
    public async Task R24_Invalidate_AgainAndAgain_ForcesTwoRefreshesThenOneInFiveSeconds()
    {
        var engine = await FilledEngine();
        for (var second = 0; second < 60; second++)
        {
            engine.Invalidate(engine.Current!);
            await engine.RefreshInProgress;
            engine.ReadForOpen(TimeSpan.Zero); // must not go around the limit
            await RefreshAsync(engine);
            await engine.RefreshInProgress;
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        (Provider.Calls - 1).ShouldBe(2 + (60 / 5) - 1);
    }

    [Fact]
    public void R24_Budget_AfterALongPause_HoldsTwo()
    {
        var budget = new ForcedRefreshBudget(Clock);
        Time.Advance(TimeSpan.FromDays(1));

        budget.TryTake().ShouldBeTrue();
        budget.TryTake().ShouldBeTrue();
        budget.TryTake().ShouldBeFalse();
        Time.Advance(TimeSpan.FromSeconds(5));
        budget.TryTake().ShouldBeTrue();
        budget.TryTake().ShouldBeFalse();
    }

    [Fact]
    public async Task R24_Flights_ManyEnginesOfOneIssuer_AtMostSixteenCallsAtOnce()
    {
        var engines = Enumerable.Range(1, 40).Select(port => Engine(port: port)).ToArray();
        var gate = Provider.Hold();
        var reads = engines.Select(e => e.GetCredentialAsync(Ct).AsTask()).ToArray();

        await AllArrivedAsync(16);
        Provider.Calls.ShouldBe(16);
        gate.Open();

        await Task.WhenAll(reads);
        Provider.MaxConcurrent.ShouldBeLessThanOrEqualTo(16);
        Provider.Calls.ShouldBe(40);
    }

    [Fact]
    public async Task R24_Flights_CallsThatNeverEnd_KeepTheirPlaces()
    {
        Options.TransientRetries = 0;
        var engines = Enumerable.Range(1, 17).Select(port => Engine(port: port)).ToArray();
        var stubborn = new Gate();
        Provider.Before = stubborn.PassStubbornlyAsync;
        var reads = engines.Take(16).Select(e => e.GetCredentialAsync(Ct).AsTask()).ToArray();
        await AllArrivedAsync(16);
        Time.Advance(Options.FlightTimeout);
        foreach (var read in reads)
            await Should.ThrowAsync<JitCredentialException>(read);

        // The flights are over, the calls are not: an issuer that hangs is not asked by ever more of us.
        var last = engines[16].GetCredentialAsync(Ct).AsTask();
        Provider.Calls.ShouldBe(16);
        Provider.Recover();
        stubborn.Open();

        (await last).Generation.ShouldBe(1);
    }

    private async Task AllArrivedAsync(int count)
    {
        var waited = Stopwatch.StartNew();
        while (Provider.Running < count && waited.Elapsed < TimeSpan.FromSeconds(30))
            await Task.Yield();
        Provider.Running.ShouldBe(count);
    }
}

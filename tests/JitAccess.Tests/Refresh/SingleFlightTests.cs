using System.Diagnostics;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 12 to 15.</summary>
public sealed class SingleFlightTests : EngineTests
{
    [Fact]
    public async Task R12_GetCredential_ManyCallersOnEmpty_OneCall()
    {
        var engine = Engine();
        var gate = Provider.Hold();

        var reads = Enumerable.Range(0, 500).Select(_ => Task.Run(async () => await engine.GetCredentialAsync(Ct), Ct)).ToArray();
        await gate.Entered;
        gate.Open();
        var snapshots = await Task.WhenAll(reads);

        snapshots.Distinct().ShouldHaveSingleItem();
        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task R12_GetCredential_CallersRaceWithTheEndOfTheFlight_OneCallForEachLife()
    {
        const int lives = 200;
        var engine = Engine();

        for (var life = 1; life <= lives; life++)
        {
            // No gate: whoever looked before the flight ended arrives after it, again and again.
            var reads = Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await engine.GetCredentialAsync(Ct), Ct)).ToArray();
            foreach (var snapshot in await Task.WhenAll(reads))
                snapshot.Generation.ShouldBe(life);
            AdvanceTo(engine.Current!.ExpiresAt);
        }

        Provider.Calls.ShouldBe(lives);
        Provider.MaxConcurrent.ShouldBe(1);
    }

    [Fact]
    public void R12_Key_PerEndpoint_TellsEndpointsApart()
    {
        Engine(port: 1).Key.ShouldNotBe(Engine(port: 2).Key);
        Engine(port: 1).Key.ShouldBe(Engine(port: 1).Key);
        Engine(port: 1).Key.Endpoint.ShouldBe(new JitEndpoint("db.example", 1));
    }

    [Fact]
    public void R12_Key_PerDatabase_IsTheSameForAllEndpoints()
    {
        var provider = new FakeProvider(Time) { Scope = JitCredentialScope.PerDatabase };

        Engine(provider, port: 1).Key.ShouldBe(Engine(provider, port: 2).Key);
        Engine(provider).Key.Endpoint.ShouldBeNull();
    }

    [Fact]
    public void R12_Key_OtherIdentity_IsAnother() =>
        Engine(new FakeProvider(Time) { Identity = new AccountIdentity("1") }).Key
            .ShouldNotBe(Engine(new FakeProvider(Time) { Identity = new AccountIdentity("2") }).Key);

    [Fact]
    public async Task R13_Flight_SynchronousProvider_HoldsNoLockAndNoCaller()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        using var leave = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Provider.Before = (_, _) =>
        {
            entered.SetResult();
            leave.Wait(Ct);
            return Task.CompletedTask;
        };

        engine.GetCredential(Ct).Generation.ShouldBe(1);
        await entered.Task;

        engine.GetCredential(Ct).Generation.ShouldBe(1);
        engine.Invalidate(engine.Current!).ShouldBeTrue(); // takes the lock
        engine.GetStatus().IsRejected.ShouldBeTrue();
        leave.Set();
        await engine.RefreshInProgress;
        engine.Current!.Generation.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R13_Flight_CapturesNothingOfItsStarter(bool flowIsSuppressed)
    {
        var ambient = new AsyncLocal<string> { Value = "the starter's" };
        string? seen = "nothing";
        Provider.Before = (_, _) =>
        {
            seen = ambient.Value;
            return Task.CompletedTask;
        };
        var engine = Engine();

        if (flowIsSuppressed)
        {
            using (ExecutionContext.SuppressFlow())
                engine.StartRefresh();
        }
        else
        {
            engine.StartRefresh();
        }

        await engine.RefreshInProgress;
        Provider.Calls.ShouldBe(1);
        seen.ShouldBeNull();
    }

    [Fact]
    public async Task R13_Flight_Activity_IsARootWithALinkToItsStarter()
    {
        using var source = new ActivitySource("test.starter");
        var refreshes = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == source || s.Name == JitAccessDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                if (a.Source != source)
                    lock (refreshes)
                        refreshes.Add(a);
            },
        };
        ActivitySource.AddActivityListener(listener);
        Activity? current = null;
        Provider.Before = (_, _) =>
        {
            current = Activity.Current;
            return Task.CompletedTask;
        };

        using (var starter = source.StartActivity("request"))
        {
            var engine = Engine();
            await engine.GetCredentialAsync(Ct);

            Activity refresh;
            lock (refreshes)
                refresh = refreshes.Single(a => a.Links.Any(l => l.Context.SpanId == starter!.SpanId));
            refresh.ParentSpanId.ShouldBe(default);
            refresh.TraceId.ShouldNotBe(starter!.TraceId);
            current.ShouldBeSameAs(refresh); // what the provider does is part of the refresh
            Activity.Current.ShouldBeSameAs(starter);
        }
    }

    [Fact]
    public async Task R14_Flight_EndsAfterItsTimeout_LeavesTheNextOneAlone()
    {
        Options.TransientRetries = 0;
        var engine = Engine();
        var stubborn = new Gate();
        Provider.Before = stubborn.PassStubbornlyAsync;
        var first = engine.GetCredentialAsync(Ct).AsTask();
        await stubborn.Entered;
        Time.Advance(Options.FlightTimeout);
        await Should.ThrowAsync<JitCredentialException>(first);

        // The second flight is under way when the first one's call comes back at last.
        Time.Advance(TimeSpan.FromSeconds(5));
        var gate = Provider.Hold();
        var second = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;
        stubborn.Open();
        var third = engine.GetCredentialAsync(Ct).AsTask();
        gate.Open();

        (await second).ShouldBeSameAs(await third);
        Provider.Calls.ShouldBe(2);
        (await second).Generation.ShouldBe(1);
    }

    [Fact]
    public async Task R15_GetCredential_ResumedByAFlight_SeesWhatItPublished()
    {
        var engine = Engine();

        for (var generation = 1; generation <= 100; generation++)
        {
            engine.StartRefresh();
            await engine.RefreshInProgress;
            engine.Current!.Generation.ShouldBeGreaterThanOrEqualTo(generation);
            AdvanceTo(engine.Current.ExpiresAt);
        }
    }

    private sealed record AccountIdentity(string Account) : JitProviderIdentity("fake");
}

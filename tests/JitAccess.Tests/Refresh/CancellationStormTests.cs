using System.Runtime.CompilerServices;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 16 and 19 with callers in their thousands.</summary>
public sealed class CancellationStormTests : EngineTests
{
    public enum Missing
    {
        NeverFetched,
        Expired,
        Refused,
    }

    [Theory]
    [InlineData(Missing.NeverFetched, 10_000)]
    [InlineData(Missing.Expired, 1000)]
    [InlineData(Missing.Refused, 1000)]
    public async Task R16_ThousandsOfCallers_AllCancelled_OneCallNothingLeftAndTheNextIsServed(Missing missing, int callers)
    {
        var (engine, gate) = await WaitingEngine(missing);
        var calls = Provider.Calls;

        var abandoned = await CancelAll(engine, callers, waitingTimers: missing == Missing.Refused ? callers : callers / 10);

        Clock.Timers.ShouldBe(1); // the flight's; those of the waiters are gone
        Alive(abandoned).ShouldBe(0); // the flight goes on and holds none of them
        var next = engine.GetCredentialAsync(Ct).AsTask();
        next.IsCompleted.ShouldBeFalse();
        gate.Open();
        (await next).Generation.ShouldBe(missing == Missing.NeverFetched ? 1 : 2);
        Provider.Calls.ShouldBe(calls);
        await engine.RefreshInProgress;
        await UntilAsync(() => Clock.Timers == 0);
    }

    [Fact]
    public async Task R16_ThousandCallers_AllCancelledAndTheCallFails_NothingIsUnobserved()
    {
        var marker = $"canary {Guid.NewGuid()}";
        using var unobserved = new UnobservedExceptions(marker);
        Options.TransientRetries = 0;
        var (engine, gate) = await WaitingEngine(Missing.NeverFetched);

        await CancelAll(engine, callers: 1000, waitingTimers: 100);
        gate.Break(new InvalidOperationException(marker));
        await engine.RefreshInProgress;

        unobserved.Collect().ShouldBeEmpty();
        (await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct)))
            .InnerException.ShouldBeOfType<InvalidOperationException>();
        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task R16_ThousandCallers_CancelledWhileTheFlightEnds_EachGetsTheCredentialOrItsOwnCancellation()
    {
        var (engine, gate) = await WaitingEngine(Missing.NeverFetched);
        var sources = NewSources(1000);
        var reads = Read(engine, sources);

        var cancelling = Task.Run(() => Parallel.ForEach(sources, source => source.Cancel()), Ct);
        gate.Open();
        await cancelling;

        var (served, cancelled) = (0, 0);
        for (var i = 0; i < reads.Length; i++)
        {
            try
            {
                (await reads[i]).Generation.ShouldBe(1);
                served++;
            }
            catch (OperationCanceledException e)
            {
                e.CancellationToken.ShouldBe(sources[i].Token);
                cancelled++;
            }
        }

        (served + cancelled).ShouldBe(1000);
        await engine.RefreshInProgress; // all may have been cancelled before it ended
        Provider.Calls.ShouldBe(1);
        engine.Current!.Generation.ShouldBe(1);
        Array.ForEach(sources, source => source.Dispose());
    }

    private async Task<(JitCredentialEngine Engine, Gate Gate)> WaitingEngine(Missing missing)
    {
        var engine = missing == Missing.NeverFetched ? Engine() : await FilledEngine();
        if (missing == Missing.Expired)
            AdvanceTo(engine.Current!.ExpiresAt);
        var gate = Provider.Hold();
        if (missing == Missing.Refused)
            engine.Invalidate(engine.Current!).ShouldBeTrue();
        else
            await CancelStarter(engine);
        await gate.Entered;
        return (engine, gate);
    }

    private static async Task CancelStarter(JitCredentialEngine engine)
    {
        using var source = new CancellationTokenSource();
        var read = engine.GetCredentialAsync(source.Token).AsTask();
        await source.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(read)).CancellationToken.ShouldBe(source.Token);
    }

    // Apart, so that nothing on the test's stack keeps the reads alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference[]> CancelAll(JitCredentialEngine engine, int callers, int waitingTimers)
    {
        var sources = NewSources(callers);
        var reads = Read(engine, sources);
        Clock.Timers.ShouldBe(1 + waitingTimers);

        Parallel.ForEach(sources, source => source.Cancel());

        for (var i = 0; i < callers; i++)
        {
            var error = await Record.ExceptionAsync(() => reads[i]);
            error.ShouldBeAssignableTo<OperationCanceledException>()!.CancellationToken.ShouldBe(sources[i].Token);
        }

        Array.ForEach(sources, source => source.Dispose());
        return Array.ConvertAll(reads, read => new WeakReference(read));
    }

    private static CancellationTokenSource[] NewSources(int callers) =>
        [.. Enumerable.Range(0, callers).Select(_ => new CancellationTokenSource())];

    private static Task<JitCredentialSnapshot>[] Read(JitCredentialEngine engine, CancellationTokenSource[] sources) =>
        [.. sources.Select((source, i) => i % 10 == 0
            ? engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), source.Token).AsTask()
            : engine.GetCredentialAsync(source.Token).AsTask())];

    private static int Alive(WeakReference[] references)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return references.Count(reference => reference.IsAlive);
    }
}

using System.Runtime.CompilerServices;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 16 and 19 with callers in their thousands.</summary>
public sealed class CancellationStormTests : EngineTests
{
    private const int Callers = 10_000;

    public enum Missing
    {
        NeverFetched,
        Expired,
        Refused,
    }

    [Theory]
    [InlineData(Missing.NeverFetched)]
    [InlineData(Missing.Expired)]
    [InlineData(Missing.Refused)]
    public async Task R16_TenThousandCallers_AllCancelled_OneCallNothingLeftAndTheNextIsServed(Missing missing)
    {
        var (engine, gate) = await WaitingEngine(missing);
        var calls = Provider.Calls;

        var abandoned = await CancelAll(engine, waitingTimers: missing == Missing.Refused ? Callers : Callers / 2);

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
    public async Task R16_TenThousandCallers_AllCancelledAndTheCallFails_NothingIsUnobserved()
    {
        var marker = $"canary {Guid.NewGuid()}";
        using var unobserved = new UnobservedExceptions(marker);
        Options.TransientRetries = 0;
        var (engine, gate) = await WaitingEngine(Missing.NeverFetched);

        await CancelAll(engine, waitingTimers: Callers / 2);
        gate.Break(new InvalidOperationException(marker));
        await engine.RefreshInProgress;

        unobserved.Collect().ShouldBeEmpty();
        (await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct)))
            .InnerException.ShouldBeOfType<InvalidOperationException>();
        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task R16_TenThousandCallers_CancelledWhileTheFlightEnds_EachGetsTheCredentialOrItsOwnCancellation()
    {
        var (engine, gate) = await WaitingEngine(Missing.NeverFetched);
        var sources = NewSources();
        var reads = Read(engine, sources);

        var cancelling = Task.Run(() => Parallel.ForEach(sources, source => source.Cancel()), Ct);
        gate.Open();
        await cancelling;

        var (served, cancelled) = (0, 0);
        for (var i = 0; i < Callers; i++)
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

        (served + cancelled).ShouldBe(Callers);
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
    private async Task<WeakReference[]> CancelAll(JitCredentialEngine engine, int waitingTimers)
    {
        var sources = NewSources();
        var reads = Read(engine, sources);
        Clock.Timers.ShouldBe(1 + waitingTimers);

        Parallel.ForEach(sources, source => source.Cancel());

        for (var i = 0; i < Callers; i++)
        {
            var error = await Record.ExceptionAsync(() => reads[i]);
            error.ShouldBeAssignableTo<OperationCanceledException>()!.CancellationToken.ShouldBe(sources[i].Token);
        }

        Array.ForEach(sources, source => source.Dispose());
        return Array.ConvertAll(reads, read => new WeakReference(read));
    }

    private static CancellationTokenSource[] NewSources() => [.. Enumerable.Range(0, Callers).Select(_ => new CancellationTokenSource())];

    private static Task<JitCredentialSnapshot>[] Read(JitCredentialEngine engine, CancellationTokenSource[] sources) =>
        [.. sources.Select((source, i) => i % 2 == 0
            ? engine.GetCredentialAsync(source.Token).AsTask()
            : engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), source.Token).AsTask())];

    private static int Alive(WeakReference[] references)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return references.Count(reference => reference.IsAlive);
    }
}

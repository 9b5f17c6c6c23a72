using Microsoft.Extensions.Logging;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 16 to 20.</summary>
public sealed class CancellationTests : EngineTests
{
    [Fact]
    public async Task R16_GetCredential_StarterAndAllWaitersCancelled_FlightGoesOn()
    {
        var engine = Engine();
        var gate = Provider.Hold();
        using var starter = new CancellationTokenSource();
        using var waiter = new CancellationTokenSource();
        var first = engine.GetCredentialAsync(starter.Token).AsTask();
        await gate.Entered;
        var second = engine.GetCredentialAsync(waiter.Token).AsTask();

        await starter.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(first)).CancellationToken.ShouldBe(starter.Token);
        second.IsCompleted.ShouldBeFalse();
        await waiter.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(second)).CancellationToken.ShouldBe(waiter.Token);

        gate.Open();
        await engine.RefreshInProgress;
        engine.Current!.Generation.ShouldBe(1);
        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task R16_GetCredential_CancelledInTheMandatoryZone_ThrowsItsOwnCancellation()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        var gate = Provider.Hold();
        using var cancellation = new CancellationTokenSource();
        var read = engine.GetCredentialAsync(cancellation.Token).AsTask();
        await gate.Entered;

        await cancellation.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(read)).CancellationToken.ShouldBe(cancellation.Token);
        gate.Open();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R17_Flight_ProviderTooSlow_IsATimeoutAndNoCancellation(bool ignoresItsToken)
    {
        var engine = Engine();
        var gate = new Gate();
        Provider.Before = ignoresItsToken ? gate.PassStubbornlyAsync : gate.PassAsync;
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;

        Time.Advance(Options.FlightTimeout);

        var error = await Should.ThrowAsync<JitCredentialException>(read);
        error.InnerException.ShouldBeOfType<TimeoutException>().Message.ShouldContain("15.0 s");
        gate.Open();
    }

    [Fact]
    public async Task R17_Flight_ProviderBlocksItsThread_TimesOutAllTheSame()
    {
        using var leave = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Provider.Before = (_, _) =>
        {
            entered.SetResult();
            leave.Wait(Ct);
            return Task.CompletedTask;
        };
        var read = Engine().GetCredentialAsync(Ct).AsTask();
        await entered.Task;

        Time.Advance(Options.FlightTimeout);

        (await Should.ThrowAsync<JitCredentialException>(read)).InnerException.ShouldBeOfType<TimeoutException>();
        leave.Set();
    }

    [Fact]
    public async Task R17_Flight_ShortLife_IsLimitedByTheEarlyWindow()
    {
        Provider.Life = TimeSpan.FromSeconds(16); // effective 15 s, early window 5 s
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = Provider.Hold();
        engine.StartRefresh();
        await gate.Entered;
        var flight = engine.RefreshInProgress;

        Time.Advance(TimeSpan.FromSeconds(5));

        await flight.WaitAsync(Ct);
        engine.GetStatus().Failures.ShouldBe(1);
    }

    [Fact]
    public async Task R17_Flight_ProviderThrowsACancellationOfItsOwn_IsAFailureOfTheProvider()
    {
        Options.TransientRetries = 0;
        Provider.Before = (_, _) => throw new TaskCanceledException("a timeout inside the provider");

        var error = await Should.ThrowAsync<JitCredentialException>(async () => await Engine().GetCredentialAsync(Ct));

        error.InnerException.ShouldBeOfType<TaskCanceledException>();
    }

    [Fact]
    public async Task R18_GetCredential_FreshAndTokenCancelledBefore_ReturnsIt()
    {
        var engine = await FilledEngine();

        var read = engine.GetCredentialAsync(new CancellationToken(canceled: true));

        read.IsCompletedSuccessfully.ShouldBeTrue();
        (await read).Generation.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R19_Dispose_FlightInProgress_EndsItAndItsReaders(bool ignoresItsToken)
    {
        var engine = Engine();
        var gate = new Gate();
        Provider.Before = ignoresItsToken ? gate.PassStubbornlyAsync : gate.PassAsync;
        var reads = Enumerable.Range(0, 10).Select(_ => engine.GetCredentialAsync(Ct).AsTask()).ToArray();
        await gate.Entered;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await engine.DisposeAsync(), Ct)));

        engine.RefreshInProgress.IsCompleted.ShouldBeTrue();
        foreach (var read in reads)
            await Should.ThrowAsync<ObjectDisposedException>(read);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await engine.GetCredentialAsync(Ct));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await engine.ReadForOpenAsync(TimeSpan.Zero, Ct));
        Should.Throw<ObjectDisposedException>(() => engine.GetCredential(Ct));
        engine.StartRefresh();
        Provider.Calls.ShouldBe(1);
        Logs.GetSnapshot().ShouldNotContain(r => r.Level >= LogLevel.Warning);
        gate.Open();
    }

    [Fact]
    public async Task R19_Dispose_FlightIsEnding_WaitsForIt()
    {
        var engine = Engine();
        Provider.Fail(JitProviderErrorKind.Denied);
        using var leave = new ManualResetEventSlim();
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        OnChance = () =>
        {
            ending.TrySetResult();
            leave.Wait(Ct);
        };
        engine.StartRefresh();
        await ending.Task;

        var dispose = engine.DisposeAsync().AsTask();
        for (var i = 0; i < 1000 && !dispose.IsCompleted; i++)
            await Task.Yield();
        dispose.IsCompleted.ShouldBeFalse();
        leave.Set();

        await dispose;
        engine.RefreshInProgress.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task R19_Dispose_Fresh_ServesNothingAfterwards()
    {
        var engine = await FilledEngine();
        var held = engine.Current!;

        await engine.DisposeAsync();
        await engine.DisposeAsync();

        Should.Throw<ObjectDisposedException>(() => engine.ReadForOpen(TimeSpan.Zero));
        engine.Invalidate(held).ShouldBeFalse();
        Leases.Revoked.ShouldBeEmpty();
    }

    [Fact]
    public async Task R19_Dispose_AtAnyMoment_NeverHangsAndNeverLeaksAnException()
    {
        for (var i = 0; i < 300; i++)
        {
            if (i % 3 == 0)
                Provider.Fail();
            else
                Provider.Recover();
            await using var engine = new JitCredentialEngine(Provider, Target(), Options, new JitRuntime { TimeProvider = Time });
            var reads = Enumerable.Range(0, 4)
                .Select(_ => Task.Run(async () => await engine.ReadForOpenAsync(TimeSpan.FromSeconds(1), Ct), Ct)).ToArray();

            var dispose = Task.Run(async () => await engine.DisposeAsync(), Ct);

            await dispose;
            foreach (var read in reads)
            {
                var error = await Record.ExceptionAsync(() => read);
                (error is null or ObjectDisposedException or JitCredentialException).ShouldBeTrue(error?.ToString());
            }
        }
    }

    [Fact]
    public async Task R19_AnyPath_RaisesNoUnobservedTaskException()
    {
        var marker = $"canary {Guid.NewGuid()}";
        using var unobserved = new UnobservedExceptions(marker);

        await FailInEveryWay(marker);

        unobserved.Collect().ShouldBeEmpty();
    }

    [Fact]
    public async Task R20_GetCredential_Synchronously_BlocksUntilTheFlightEnds()
    {
        var engine = Engine();
        var gate = Provider.Hold();
        var read = Task.Factory.StartNew(() => engine.GetCredential(Ct), Ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await gate.Entered;
        read.IsCompleted.ShouldBeFalse();
        gate.Open();

        (await read).Generation.ShouldBe(1);
    }

    [Fact]
    public void R20_GetCredential_SynchronouslyWithinASingleThreadedContext_DoesNotDeadlock()
    {
        var previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new DeafSynchronizationContext());
        try
        {
            Engine().GetCredential(Ct).Generation.ShouldBe(1);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
        }
    }

    [Fact]
    public void R20_GetCredential_SynchronouslyAndFailing_ThrowsTheSameException()
    {
        Provider.Fail(JitProviderErrorKind.Denied);
        var engine = Engine();

        Should.Throw<JitCredentialException>(() => engine.GetCredential(Ct));
        Should.Throw<JitCredentialException>(() => engine.ReadForOpen(TimeSpan.FromSeconds(1)));
    }

    // Apart, so that nothing on the test's stack keeps a faulted task alive.
    private async Task FailInEveryWay(string marker)
    {
        Options.TransientRetries = 0;
        await using (var failing = new JitCredentialEngine(Provider, Target(), Options, new JitRuntime { TimeProvider = Time }))
        {
            // Nobody waits.
            Provider.Before = (_, _) => throw new InvalidOperationException(marker);
            failing.StartRefresh();
            await failing.RefreshInProgress;

            // The waiter has gone, then the call fails.
            Time.Advance(TimeSpan.FromSeconds(30));
            var gate = Provider.Hold();
            using var cancellation = new CancellationTokenSource();
            var read = failing.GetCredentialAsync(cancellation.Token).AsTask();
            await gate.Entered;
            await cancellation.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(read);
            gate.Break(new InvalidOperationException(marker));
            await failing.RefreshInProgress;
        }

        // The flight has given up on a call that fails later.
        var stubborn = new Gate();
        Provider.Before = stubborn.PassStubbornlyAsync;
        var disposed = new JitCredentialEngine(Provider, Target(), Options, new JitRuntime { TimeProvider = Time });
        disposed.StartRefresh();
        await stubborn.Entered;
        await disposed.DisposeAsync();
        stubborn.Break(new InvalidOperationException(marker));
        await UntilAsync(() => Provider.Running == 0);
    }

    /// <summary>Posts go nowhere: whoever resumes here never does.</summary>
    private sealed class DeafSynchronizationContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}

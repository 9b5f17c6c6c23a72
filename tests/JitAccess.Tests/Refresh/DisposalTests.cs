using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariant 19: an engine can be disposed at every moment; what is held by nobody is gone.</summary>
public sealed class DisposalTests : EngineTests
{
    [Fact]
    public async Task R19_Dispose_BeforeTheFirstRead_AsksNobody()
    {
        var engine = Engine();

        await engine.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await engine.GetCredentialAsync(Ct));
        engine.StartRefresh();
        engine.RefreshInProgress.IsCompleted.ShouldBeTrue();
        Provider.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R19_Dispose_ProviderIsInItsSynchronousPart_DoesNotWaitForIt(bool twice)
    {
        var engine = Engine();
        using var leave = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Provider.Before = (_, _) =>
        {
            entered.SetResult();
            leave.Wait(Ct);
            return Task.CompletedTask;
        };
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await entered.Task;

        await engine.DisposeAsync();
        if (twice)
            await engine.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(read);
        Provider.Running.ShouldBe(1);
        leave.Set();
        await UntilAsync(() => Provider.Running == 0);
        engine.Current.ShouldBeNull();
    }

    [Fact]
    public async Task R19_Dispose_ByTheProviderDuringItsCall_Ends()
    {
        JitCredentialEngine? engine = null;
        Provider.Before = async (_, _) => await engine!.DisposeAsync();
        engine = Engine();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await engine.GetCredentialAsync(Ct));

        engine.RefreshInProgress.IsCompleted.ShouldBeTrue();
        engine.Current.ShouldBeNull();
    }

    [Fact]
    public async Task R19_Dispose_BetweenPublishingAndTheEndOfTheFlight_ServesNobodyAndRevokesNothing()
    {
        JitCredentialEngine? engine = null;
        Task? dispose = null;
        using var logs = new LoggerFactory([new CallbackLoggerProvider(name =>
        {
            if (name == "Refreshed")
                dispose = engine!.DisposeAsync().AsTask();
        })]);
        engine = new JitCredentialEngine(Leases, Target(), Options, new JitRuntime { TimeProvider = Clock, LoggerFactory = logs });

        await Should.ThrowAsync<ObjectDisposedException>(async () => await engine.GetCredentialAsync(Ct));

        await dispose!;
        engine.Current!.Generation.ShouldBe(1);
        Leases.Revoked.ShouldBeEmpty(); // it is held: whoever holds the engine may revoke it
        await engine.RevokeAsync(Ct);
        Leases.Revoked.ShouldBe(["user-1"]);
    }

    [Fact]
    public async Task R19_Dispose_DuringTheMandatoryWait_EndsTheWaitWithoutACredential()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        var gate = Provider.Hold();
        var reads = Enumerable.Range(0, 10).Select(_ => engine.GetCredentialAsync(Ct).AsTask()).ToArray();
        var blocked = Task.Factory.StartNew(() => engine.GetCredential(Ct), Ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await gate.Entered;

        await engine.DisposeAsync();

        foreach (var read in reads.Append(blocked))
            await Should.ThrowAsync<ObjectDisposedException>(read);
        await UntilAsync(() => Clock.Timers == 0);
    }

    [Fact]
    public async Task R19_Dispose_DuringTheWaitForAnOpen_EndsIt()
    {
        var engine = Engine();
        var gate = Provider.Hold();
        var read = engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), Ct).AsTask();
        await gate.Entered;

        await engine.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(read);
        await UntilAsync(() => Clock.Timers == 0);
    }

    [Fact]
    public async Task R19_Dispose_BetweenTwoAttempts_EndsThePause()
    {
        Provider.Fail();
        var engine = Engine();
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await UntilAsync(() => Clock.Timers == 2); // the flight's timeout, and its pause

        await engine.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(read);
        Provider.Calls.ShouldBe(1);
        Clock.Timers.ShouldBe(0);
        Logs.GetSnapshot().ShouldNotContain(r => r.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task R19_Dispose_WaitingForAPlaceAtTheIssuer_EndsAndTakesNone()
    {
        var gate = Provider.Hold();
        var others = Enumerable.Range(1, 16).Select(port => Engine(port: port).GetCredentialAsync(Ct).AsTask()).ToArray();
        await UntilAsync(() => Provider.Running == 16);
        var engine = Engine(port: 17);
        var read = engine.GetCredentialAsync(Ct).AsTask();

        await engine.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(read);
        gate.Open();
        await Task.WhenAll(others);
        Provider.Calls.ShouldBe(16);
        (await Engine(port: 18).GetCredentialAsync(Ct)).Generation.ShouldBe(1);
    }

    [Fact]
    public async Task R19_Dispose_DuringARevocation_LetsItEnd()
    {
        var engine = await FilledEngine(Leases);
        var gate = new Gate();
        Leases.BeforeRevoke = token => gate.PassAsync(Target(), token);
        var revocation = engine.RevokeAsync(Ct).AsTask();
        await gate.Entered;

        await engine.DisposeAsync();
        gate.Open();
        await revocation;

        Leases.Revoked.ShouldBe(["user-1"]);
        Audit("CredentialRevoked").ShouldHaveSingleItem();
        engine.Current.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R19_Dispose_WhatArrivedTooLateIsBeingRevoked_WaitsForItAtMostFiveSeconds(bool hangs)
    {
        var gate = new Gate();
        Leases.BeforeRevoke = _ => gate.PassStubbornlyAsync(Target(), Ct);
        var engine = Engine(Leases);
        Task? dispose = null;
        OnChance = () => dispose ??= engine.DisposeAsync().AsTask(); // between the answer and its publishing
        engine.StartRefresh();
        await gate.Entered;

        await engine.RefreshInProgress;
        for (var i = 0; i < 1000 && !dispose!.IsCompleted; i++)
            await Task.Yield();
        dispose!.IsCompleted.ShouldBeFalse();
        if (hangs)
            Time.Advance(TimeSpan.FromSeconds(5));
        else
            gate.Open();
        await dispose;

        Logs.GetSnapshot().Count(r => r.Id.Name == "DiscardFailed").ShouldBe(hangs ? 1 : 0);
        Audit("CredentialRevoked").Count.ShouldBe(hangs ? 0 : 1);
        Clock.Timers.ShouldBe(0);
        gate.Open();
    }

    [Fact]
    public async Task R19_Dispose_WhileTheSchedulerWakes_EndsTheRegistration()
    {
        var scheduler = JitRefreshScheduler.For(Clock);
        var engine = await FilledEngine(Leases);
        var registration = scheduler.Register(engine);
        using var other = scheduler.Register(await FilledEngine());
        var gate = new Gate();
        Leases.BeforeRenew = token => gate.PassAsync(Target(), token);
        AdvanceTo(engine.Current!.RefreshAt);
        await gate.Entered; // the scheduler's refresh

        await engine.DisposeAsync();
        registration.Dispose();
        registration.Dispose();

        Time.Advance(TimeSpan.FromHours(2));
        Leases.Renewals.ShouldBe(1);
        Clock.Timers.ShouldBe(1); // the other engine's refresh goes on
        other.Dispose();
        Clock.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task Register_DisposedEngine_LeavesNothingRegistered()
    {
        var engine = Engine();
        await engine.DisposeAsync();

        JitRefreshScheduler.For(Clock).Register(engine).Dispose();
        JitRefreshScheduler.For(Clock).Register(engine);

        Clock.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task R19_AThousandEngines_Disposed_LeaveNoRegistrationNoTimerNoMeasurement()
    {
        using var gauge = Collect<double>("jitaccess.credential.seconds_to_expiry");
        var scheduler = JitRefreshScheduler.For(Clock);

        var engines = await UseThousandEngines(scheduler);

        await UntilAsync(() => Clock.Timers == 0);
        gauge.RecordObservableInstruments();
        gauge.GetMeasurementSnapshot().ShouldBeEmpty();
        await UntilAsync(() => Alive(engines) == 0); // runtime, scheduler and providers live on and hold none of them
        GC.KeepAlive(scheduler);
    }

    // Apart, so that nothing on the test's stack keeps an engine alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference[]> UseThousandEngines(JitRefreshScheduler scheduler)
    {
        var references = new WeakReference[1000];
        for (var i = 0; i < references.Length; i++)
        {
            var engine = new JitCredentialEngine(i % 2 == 0 ? Provider : Leases, Target(), Options, Runtime);
            references[i] = new WeakReference(engine);
            if (i % 3 != 0)
                scheduler.Register(engine); // ends with the engine
            if (i % 5 != 0)
                await engine.GetCredentialAsync(Ct);
            if (i % 7 == 0)
                engine.StartRefresh();
            if (i % 11 == 0 && engine.Current is { } held)
                engine.Invalidate(held);
            await engine.DisposeAsync();
            Time.Advance(TimeSpan.FromMilliseconds(50)); // the next turn at the issuer of leases
        }

        return references;
    }

    private static int Alive(WeakReference[] references)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return references.Count(reference => reference.IsAlive);
    }
}

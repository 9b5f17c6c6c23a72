namespace JitAccess.Tests.Refresh;

/// <summary>Invariants 26 to 28, as far as they are the engine's.</summary>
public sealed class InvalidationTests : EngineTests
{
    [Fact]
    public async Task R26_Invalidate_OlderGeneration_ChangesNothing()
    {
        var engine = await FilledEngine();
        var old = engine.Current!;
        AdvanceTo(old.RefreshAt);
        await RefreshAsync(engine);
        var current = engine.Current!;

        engine.Invalidate(old).ShouldBeFalse();

        engine.Current.ShouldBeSameAs(current);
        engine.RefreshInProgress.IsCompleted.ShouldBeTrue();
        Provider.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task R26_Invalidate_ManyReportsOfOneRefusal_ForceOneRefresh()
    {
        var engine = await FilledEngine();
        var refused = engine.Current!;
        var gate = Provider.Hold();

        var reports = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => engine.Invalidate(refused), Ct)));

        reports.Count(first => first).ShouldBe(1);
        gate.Open();
        await engine.RefreshInProgress;
        engine.Current!.Generation.ShouldBe(2);
        engine.GetStatus().IsRejected.ShouldBeFalse();
        Provider.Calls.ShouldBe(2);
        Provider.Requests.Last().Reason.ShouldBe(JitRefreshReason.Invalidated);
    }

    [Fact]
    public async Task R27_Invalidate_Current_IsDemotedAndNotDeleted()
    {
        var engine = await FilledEngine();
        Time.Advance(TimeSpan.FromSeconds(10));
        var before = engine.Current!;
        var gate = Provider.Hold();

        engine.Invalidate(before).ShouldBeTrue();

        var demoted = engine.Current!;
        demoted.Credential.ShouldBeSameAs(before.Credential);
        demoted.Generation.ShouldBe(before.Generation);
        demoted.RefreshAt.ShouldBe(Time.GetUtcNow());
        demoted.MandatoryAt.ShouldBe(Time.GetUtcNow());
        demoted.ExpiresAt.ShouldBe(before.ExpiresAt);
        engine.GetStatus().IsRejected.ShouldBeTrue();
        engine.GetStatus().State.ShouldBe(JitEngineState.Mandatory);
        gate.Open();
    }

    [Fact]
    public async Task R27_ReadForOpen_AfterARefusal_WaitsForTheForcedRefresh()
    {
        var engine = await FilledEngine();
        var gate = Provider.Hold();
        engine.Invalidate(engine.Current!);
        await gate.Entered;

        var read = engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), Ct).AsTask();
        read.IsCompleted.ShouldBeFalse();
        gate.Open();

        (await read).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R27_Read_ForcedRefreshFails_ReturnsTheRefusedOneMarked()
    {
        var requests = Collect<long>("jitaccess.credential.requests");
        var engine = await FilledEngine();
        Provider.Fail(JitProviderErrorKind.Denied);
        engine.Invalidate(engine.Current!);
        await engine.RefreshInProgress;

        (await engine.ReadForOpenAsync(TimeSpan.FromSeconds(10), Ct)).Generation.ShouldBe(1);
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(1);

        requests.GetMeasurementSnapshot().Count(m => Equals(m.Tags["result"], "rejected_fallback")).ShouldBe(2);
        Provider.Calls.ShouldBe(2); // the forced one; the backoff answers the reads
    }

    [Fact]
    public async Task R27_ReadForOpen_ForcedRefreshHangs_ReturnsTheRefusedOneAfterItsWait()
    {
        var engine = await FilledEngine();
        var gate = Provider.Hold();
        engine.Invalidate(engine.Current!);
        await gate.Entered;

        var read = engine.ReadForOpenAsync(TimeSpan.FromSeconds(1), Ct).AsTask();
        Time.Advance(TimeSpan.FromSeconds(1));

        (await read).Generation.ShouldBe(1);
        gate.Open();
    }

    [Fact]
    public async Task R28_Invalidate_DuringAnAdvisoryRefresh_IsAnsweredByIt()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = Provider.Hold();
        engine.StartRefresh();
        await gate.Entered;

        engine.Invalidate(engine.Current!).ShouldBeTrue();
        gate.Open();
        await engine.RefreshInProgress;

        engine.GetStatus().IsRejected.ShouldBeFalse();
        Provider.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task R28_ReportAccepted_Current_ChangesNothingButTheRecord()
    {
        var engine = await FilledEngine();
        var current = engine.Current!;

        engine.ReportAccepted(current);

        engine.Current.ShouldBeSameAs(current);
        Provider.Calls.ShouldBe(1);
    }
}

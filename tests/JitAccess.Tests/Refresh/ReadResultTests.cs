namespace JitAccess.Tests.Refresh;

/// <summary>What a read waits for, how it is counted, and what its error says (invariants 8, 9, 29 and 35).</summary>
public sealed class ReadResultTests : EngineTests
{
    [Fact]
    public async Task R35_GetCredential_MandatoryAndRefreshed_CountsAsWait()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        using var requests = Collect<long>("jitaccess.credential.requests");

        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);

        requests.GetMeasurementSnapshot().ShouldHaveSingleItem().Tags["result"].ShouldBe("wait");
    }

    [Fact]
    public async Task R35_GetCredential_MandatoryAndNotRefreshed_CountsAsStaleAndWaitsForNothingDuringTheBackoff()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.MandatoryAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        using var requests = Collect<long>("jitaccess.credential.requests");

        await engine.GetCredentialAsync(Ct);
        engine.GetCredentialAsync(Ct).AsTask().IsCompletedSuccessfully.ShouldBeTrue();

        requests.GetMeasurementSnapshot().Select(m => m.Tags["result"]).ShouldBe(["stale", "stale"]);
        requests.GetMeasurementSnapshot().ShouldAllBe(m => m.Value == 1);
        Provider.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task R08_GetCredential_LessThanTwoSecondsLeft_WaitsNoLongerThanTheCredentialLives()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.ExpiresAt - TimeSpan.FromSeconds(1));
        var gate = Provider.Hold();
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;

        Time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => Clock.Timers == 1); // the first wait is over, the second has no end of its own
        read.IsCompleted.ShouldBeFalse();
        gate.Open();

        (await read).Generation.ShouldBe(2);
        Provider.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R29_ReadForOpen_RefusedAndIssuerSlow_WaitsForTheShorterOfTwoSecondsAndItsOwn(bool longWait)
    {
        var engine = await FilledEngine();
        var gate = Provider.Hold();
        engine.Invalidate(engine.Current!);
        await gate.Entered;

        var read = engine.ReadForOpenAsync(TimeSpan.FromSeconds(longWait ? 10 : 1.5), Ct).AsTask();
        Time.Advance(TimeSpan.FromSeconds(1.5) - TimeSpan.FromMilliseconds(1));
        read.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromMilliseconds(longWait ? 501 : 1));

        (await read).Generation.ShouldBe(1);
        gate.Open();
    }

    [Fact]
    public async Task R29_ReadForOpen_WaitWithoutEnd_IsAllowed()
    {
        var engine = Engine();
        var gate = Provider.Hold();
        var infinite = engine.ReadForOpenAsync(Timeout.InfiniteTimeSpan, Ct).AsTask();
        var longest = engine.ReadForOpenAsync(TimeSpan.MaxValue, Ct).AsTask();
        await gate.Entered;

        gate.Open();

        (await infinite).ShouldBeSameAs(await longest);
    }

    [Fact]
    public async Task R09_Error_NobodyHasAnswered_SaysSo()
    {
        var engine = Engine();
        var gate = Provider.Hold();
        var read = engine.ReadForOpenAsync(TimeSpan.Zero, Ct).AsTask();

        var error = await Should.ThrowAsync<JitCredentialException>(read);

        error.Message.ShouldBe(
            "A credential for orders (fake, db.example:5432) was not there in time. " +
            "The issuer has not answered yet; check that it can be reached from here.");
        (error.Attempts, error.NextAttemptAt, error.InnerException).ShouldBe((0, null, null));
        await gate.Entered;
        gate.Open();
    }

    [Fact]
    public async Task R09_Error_DuringAnOutage_SaysHowOftenAndWhenNext()
    {
        var engine = Engine();
        Provider.Fail(JitProviderErrorKind.Denied);

        var failed = await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));

        failed.Message.ShouldBe(
            "A credential for orders (fake, db.example:5432) could not be had. " +
            "1 attempt(s) failed, the last with JitProviderException: the issuer said no. Next attempt at 2026-01-01T00:00:01.0000000+00:00.");

        Time.Advance(TimeSpan.FromSeconds(1));
        var gate = Provider.Hold();
        var late = await Should.ThrowAsync<JitCredentialException>(async () => await engine.ReadForOpenAsync(TimeSpan.Zero, Ct));
        late.Message.ShouldEndWith("failed, the last with JitProviderException: the issuer said no. An attempt is under way.");
        (late.Attempts, late.NextAttemptAt).ShouldBe((1, null));
        late.InnerException.ShouldBeOfType<JitProviderException>();
        await gate.Entered;
        gate.Open();
    }

    [Fact]
    public async Task GetStatus_InEveryState_TellsWhenTheNextAttemptIs()
    {
        Chance = 0.5; // backoff 0.75 s, error cache 3 s
        var engine = Engine();
        engine.GetStatus().ShouldBe(new JitEngineStatus(engine.Key, JitEngineState.Empty, false, 0, null, null, 0, null));
        Provider.Fail(JitProviderErrorKind.Denied);
        await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));
        engine.GetStatus().NextAttemptAt.ShouldBe(Start + TimeSpan.FromSeconds(3));
        Time.Advance(TimeSpan.FromSeconds(3));
        Provider.Recover();
        var held = await engine.GetCredentialAsync(Ct);

        AdvanceTo(held.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);
        await RefreshAsync(engine);

        engine.GetStatus().ShouldBe(new JitEngineStatus(
            engine.Key, JitEngineState.Advisory, false, 1, held.IssuedAt, held.ExpiresAt, 1, held.RefreshAt + TimeSpan.FromSeconds(0.75)));
    }
}

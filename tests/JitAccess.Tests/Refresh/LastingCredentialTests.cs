namespace JitAccess.Tests.Refresh;

/// <summary>Reads by somebody whose own work ends with the credential: invariant 8 from the beginning of the advisory zone on.</summary>
public sealed class LastingCredentialTests : EngineTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task R08_GetLastingCredential_TooLittleLeftAndRefreshDue_WaitsForTheNewOne()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = Provider.Hold();

        var read = engine.GetLastingCredentialAsync(Hour, Ct);
        await gate.Entered;
        read.IsCompleted.ShouldBeFalse();
        gate.Open();

        (await read).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R08_GetLastingCredential_EnoughLeft_WaitsForNothing()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = Provider.Hold();

        var read = engine.GetLastingCredentialAsync(engine.Current.ExpiresAt - engine.Current.RefreshAt, Ct);

        read.IsCompletedSuccessfully.ShouldBeTrue();
        (await read).Generation.ShouldBe(1);
        await gate.Entered;
        gate.Open();
    }

    [Fact]
    public async Task R08_GetLastingCredential_TooLittleLeftAndSlowIssuer_ReturnsTheOldAfterTwoSeconds()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        var gate = Provider.Hold();

        var read = engine.GetLastingCredentialAsync(Hour, Ct).AsTask();
        await gate.Entered;
        Time.Advance(TimeSpan.FromSeconds(2));

        (await read).Generation.ShouldBe(1);
        gate.Open();
    }

    [Fact]
    public async Task R21_GetLastingCredential_TooLittleLeftDuringAnOutage_AsksNoMoreThanTheBackoffAllows()
    {
        var engine = await FilledEngine();
        AdvanceTo(engine.Current!.RefreshAt);
        Provider.Fail(JitProviderErrorKind.Denied);

        for (var i = 0; i < 100; i++)
            (await engine.GetLastingCredentialAsync(Hour, Ct)).Generation.ShouldBe(1);

        Provider.Calls.ShouldBe(2);
    }
}

namespace JitAccess.Tests.Refresh;

/// <summary>What is missing is named where it is handed over, and not where it is first used.</summary>
public sealed class GuardTests : EngineTests
{
    [Fact]
    public void Constructor_WithoutProviderOrTarget_NamesTheParameter()
    {
        Should.Throw<ArgumentNullException>(() => new JitCredentialEngine(null!, Target())).ParamName.ShouldBe("provider");
        Should.Throw<ArgumentNullException>(() => new JitCredentialEngine(Provider, null!)).ParamName.ShouldBe("target");
    }

    [Fact]
    public async Task Reports_WithoutASnapshot_NameTheParameter()
    {
        var engine = await FilledEngine(Leases);

        Should.Throw<ArgumentNullException>(() => engine.ReportAccepted(null!)).ParamName.ShouldBe("accepted");
        Should.Throw<ArgumentNullException>(() => engine.Invalidate(null!)).ParamName.ShouldBe("rejected");
        (await Should.ThrowAsync<ArgumentNullException>(async () => await engine.RevokeReplacedAsync(null!, Ct))).ParamName.ShouldBe("replaced");
        engine.GetStatus().IsRejected.ShouldBeFalse();
    }
}

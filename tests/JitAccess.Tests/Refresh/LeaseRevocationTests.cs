namespace JitAccess.Tests.Refresh;

/// <summary>What is revoked, and when: what is held only on demand, what nobody will hold at once (invariants 19 and 25).</summary>
public sealed class LeaseRevocationTests : EngineTests
{
    [Fact]
    public async Task Revoke_Lease_RevokesItAndServesItNoMore()
    {
        var engine = await FilledEngine(Leases);

        await engine.RevokeAsync(Ct);
        await engine.RevokeAsync(Ct);

        Leases.Revoked.ShouldBe(["user-1"]);
        Audit("CredentialRevoked").ShouldHaveSingleItem();
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task Revoke_DuringARenewal_IsNotUndoneByIt()
    {
        var (engine, gate) = await RenewingEngine();

        await engine.RevokeAsync(Ct);
        gate.Open();
        await engine.RefreshInProgress;

        engine.Current.ShouldBeNull();
        (await engine.GetCredentialAsync(Ct)).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task Revoke_WithoutALease_DoesNothing()
    {
        var engine = await FilledEngine();

        await engine.RevokeAsync(Ct);

        Audit("CredentialRevoked").ShouldBeEmpty();
        engine.GetCredential(Ct).Generation.ShouldBe(1);
    }

    [Fact]
    public async Task R19_Dispose_WhileMinting_RevokesWhatArrivesTooLate()
    {
        var gate = new Gate();
        Leases.BeforeMint = token => gate.PassStubbornlyAsync(Target(), token);
        var engine = Engine(Leases);
        engine.StartRefresh();
        await gate.Entered;

        await engine.DisposeAsync();
        gate.Open();
        await UntilAsync(() => !Leases.Revoked.IsEmpty);

        Leases.Revoked.ShouldBe(["user-1"]);
    }

    [Fact]
    public async Task R19_Dispose_BetweenAnswerAndPublishing_RevokesTheAnswer()
    {
        var engine = Engine(Leases);
        Task? dispose = null;
        OnChance = () => dispose ??= engine.DisposeAsync().AsTask();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await engine.GetCredentialAsync(Ct));

        await dispose!;
        engine.Current.ShouldBeNull();
        Leases.Revoked.ShouldBe(["user-1"]);
        Audit("CredentialMinted").ShouldBeEmpty();
        Audit("CredentialRevoked").ShouldHaveSingleItem().GetStructuredStateValue("Reason").ShouldBe("NeverServed");
    }

    [Fact]
    public async Task R19_Dispose_LeaseHeld_DoesNotRevoke()
    {
        var engine = await FilledEngine(Leases);

        await engine.DisposeAsync();

        Leases.Revoked.ShouldBeEmpty();
    }

    [Fact]
    public async Task R19_Dispose_BetweenRenewalAndPublishing_DoesNotRevoke()
    {
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);
        Task? dispose = null;
        OnChance = () => dispose ??= engine.DisposeAsync().AsTask();

        await RefreshAsync(engine);

        await dispose!;
        Leases.Renewals.ShouldBe(1);
        Leases.Revoked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoke_AfterDispose_RevokesTheLeaseThatWasHeld()
    {
        var engine = await FilledEngine(Leases);

        await engine.DisposeAsync();
        await engine.RevokeAsync(Ct);

        Leases.Revoked.ShouldBe(["user-1"]);
    }
}

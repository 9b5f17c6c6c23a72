namespace JitAccess.Tests.Refresh;

/// <summary>The next credential on demand: it neither interrupts readers nor gets around what limits the creation of users.</summary>
public sealed class ReplaceTests : EngineTests
{
    [Fact]
    public async Task Replace_FreshLease_MintsAndNeverRenews()
    {
        var engine = await FilledEngine(Leases);

        var next = await engine.ReplaceAsync(Ct);

        (next.Generation, next.Credential.UserName).ShouldBe((2, "user-2"));
        engine.Current.ShouldBeSameAs(next);
        (Leases.Mints, Leases.Renewals, Leases.Lookups).ShouldBe((2, 0, 0));
        Leases.Revoked.ShouldBeEmpty(); // who is still using the one before, the engine can't know
    }

    [Fact]
    public async Task Replace_Empty_IsTheFirst()
    {
        var engine = Engine(Provider);

        (await engine.ReplaceAsync(Ct)).Generation.ShouldBe(1);
        Provider.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Replace_WhileTheIssuerIsDown_ThrowsAndLeavesWhatIsHeld()
    {
        var engine = await FilledEngine(Provider);
        var held = engine.Current;
        Provider.Fail(JitProviderErrorKind.Denied);

        var error = await Should.ThrowAsync<JitCredentialException>(() => engine.ReplaceAsync(Ct));

        error.Message.ShouldContain("could not be replaced");
        error.InnerException.ShouldBeOfType<JitProviderException>();
        engine.Current.ShouldBeSameAs(held);
        Provider.Recover();
        (await engine.ReplaceAsync(Ct)).Generation.ShouldBe(2); // no backoff holds back what somebody asks for
    }

    [Fact]
    public async Task Replace_DuringARenewal_AsksAgain()
    {
        var (engine, gate) = await RenewingEngine();

        var replacement = engine.ReplaceAsync(Ct);
        gate.Open();

        (await replacement).Credential.UserName.ShouldBe("user-2");
        Leases.Renewals.ShouldBe(1);
    }

    [Fact]
    public async Task R06_Replace_ThatTheLimitOnUnusedUsersForbids_Throws()
    {
        var engine = await FilledEngine(Leases);
        for (var users = 1; users < 3; users++)
        {
            engine.GetCredential(Ct); // handed out, and no login was ever accepted
            await engine.ReplaceAsync(Ct);
        }

        engine.GetCredential(Ct);
        await Should.ThrowAsync<JitCredentialException>(() => engine.ReplaceAsync(Ct));

        Leases.Mints.ShouldBe(3);
    }

    [Fact]
    public async Task Replace_CallerGivesUp_TheNextCredentialComesAllTheSame()
    {
        var engine = await FilledEngine(Provider);
        var gate = Provider.Hold();
        using var cancellation = new CancellationTokenSource();
        var replacement = engine.ReplaceAsync(cancellation.Token);
        await gate.Entered;

        await cancellation.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(() => replacement)).CancellationToken.ShouldBe(cancellation.Token);
        gate.Open();
        await engine.RefreshInProgress;

        engine.Current!.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task Replace_Disposed_Throws()
    {
        var engine = await FilledEngine(Provider);
        var gate = Provider.Hold();
        var replacement = engine.ReplaceAsync(Ct);
        await gate.Entered;

        await engine.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => replacement);
        await Should.ThrowAsync<ObjectDisposedException>(() => engine.ReplaceAsync(Ct));
    }

    [Fact]
    public async Task TakeReplaced_WhereTheyAreKept_GivesEachOnceAndAsItWasLastRenewed()
    {
        var engine = new JitCredentialEngine(Leases, Target(), Options, Runtime) { KeepsReplaced = true };
        Engines.Add(engine);
        await engine.GetCredentialAsync(Ct);
        AdvanceTo(engine.Current!.RefreshAt);
        engine.StartRefresh();
        await engine.RefreshInProgress;
        var renewed = engine.Current;
        engine.TryTakeReplaced(out _).ShouldBeFalse(); // a renewal replaces nothing

        await engine.ReplaceAsync(Ct);
        var second = engine.Current;
        await engine.ReplaceAsync(Ct);

        engine.TryTakeReplaced(out var first).ShouldBeTrue();
        first.ShouldBeSameAs(renewed);
        engine.TryTakeReplaced(out var next).ShouldBeTrue();
        next.ShouldBeSameAs(second);
        engine.TryTakeReplaced(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task TakeReplaced_WhereTheyAreNotKept_GivesNothing()
    {
        var engine = await FilledEngine(Leases);
        await engine.ReplaceAsync(Ct);

        engine.TryTakeReplaced(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task RevokeReplaced_Lease_RevokesThatOneAndKeepsTheCurrent()
    {
        var engine = await FilledEngine(Leases);
        var before = engine.Current!;
        var next = await engine.ReplaceAsync(Ct);

        await engine.RevokeReplacedAsync(before, Ct);

        Leases.Revoked.ShouldBe(["user-1"]);
        engine.Current.ShouldBeSameAs(next);
        Audit("CredentialRevoked").ShouldHaveSingleItem().GetStructuredStateValue("Reason").ShouldBe("Replaced");
    }

    [Fact]
    public async Task RevokeReplaced_WithoutALease_DoesNothing()
    {
        var engine = await FilledEngine();

        await engine.RevokeReplacedAsync(engine.Current!, Ct);

        Audit("CredentialRevoked").ShouldBeEmpty();
    }
}

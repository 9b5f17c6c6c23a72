namespace JitAccess.Tests.Refresh;

/// <summary>Invariant 25: leases are renewed, users are hardly ever minted.</summary>
public sealed class LeaseTests : EngineTests
{
    [Fact]
    public async Task R25_Refresh_LeaseAtTwoThirds_RenewsAndKeepsTheGeneration()
    {
        var engine = await FilledEngine(Leases);
        var first = engine.Current!;
        AdvanceTo(first.RefreshAt);

        await RefreshAsync(engine);

        var renewed = engine.Current!;
        renewed.Generation.ShouldBe(1);
        renewed.Credential.UserName.ShouldBe("user-1");
        renewed.IssuedAt.ShouldBe(first.RefreshAt);
        renewed.ExpiresAt.ShouldBe(first.RefreshAt + TimeSpan.FromMinutes(59.5));
        (Leases.Mints, Leases.Renewals).ShouldBe((1, 1));
        Audit("CredentialRenewed").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R25_Refresh_WholeLifeOfALease_MintsOnceAndInTimeForTheOldOneToDrain()
    {
        var engine = await FilledEngine(Leases);

        while (Leases.Mints == 1)
        {
            AdvanceTo(engine.Current!.RefreshAt);
            await RefreshAsync(engine);
        }

        engine.Current!.Generation.ShouldBe(2);
        engine.Current.Credential.UserName.ShouldBe("user-2");
        var oldLeaseLeft = Start + TimeSpan.FromHours(24) - Time.GetUtcNow();
        oldLeaseLeft.ShouldBeInRange(TimeSpan.FromMinutes(12), TimeSpan.FromHours(1));
        Leases.Renewals.ShouldBeInRange(24 * 60 / 40 - 2, (24 * 60 / 40) + 1); // a renewal wins 40 minutes; none is in vain
    }

    [Fact]
    public async Task R25_Refresh_IssuerCutsARenewalShort_ReplacesBeforeTheEnd()
    {
        Leases.MaxLife = null; // the issuer has a maximum and does not state it
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);
        Leases.Life = TimeSpan.FromMinutes(20);
        await RefreshAsync(engine);
        (Leases.Mints, Leases.Renewals).ShouldBe((1, 1));
        var end = engine.Current!.ExpiresAt;

        AdvanceTo(engine.Current.RefreshAt);
        Leases.Life = TimeSpan.FromHours(1);
        await RefreshAsync(engine);

        (Leases.Mints, Leases.Renewals).ShouldBe((2, 1));
        (end - Time.GetUtcNow()).ShouldBeGreaterThan(Options.SettleTime + Options.DrainTime);
    }

    [Fact]
    public async Task R25_Refresh_RenewedToItsEnd_IsNotRenewedInVain()
    {
        Leases.MaxLife = TimeSpan.FromMinutes(95);
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);
        await RefreshAsync(engine);
        (Leases.Mints, Leases.Renewals).ShouldBe((1, 1));

        AdvanceTo(engine.Current!.RefreshAt);
        await RefreshAsync(engine);

        (Leases.Mints, Leases.Renewals).ShouldBe((2, 1));
    }

    [Fact]
    public async Task R25_Refresh_LeaseThatCannotBeRenewed_IsReplaced()
    {
        Leases.IsRenewable = false;
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);

        await RefreshAsync(engine);

        (Leases.Mints, Leases.Renewals).ShouldBe((2, 0));
        engine.Current!.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R25_Refresh_MaxLifetime_CountsFromTheMintAndNotFromTheRenewal()
    {
        Options.MaxLifetime = TimeSpan.FromHours(2);
        var engine = await FilledEngine(Leases);

        while (Leases.Mints == 1)
        {
            AdvanceTo(engine.Current!.RefreshAt);
            await RefreshAsync(engine);
        }

        Time.GetUtcNow().ShouldBeLessThan(Start + TimeSpan.FromHours(2) - Options.SettleTime - Options.DrainTime);
    }

    [Theory]
    [InlineData(JitProviderErrorKind.Transient)]
    [InlineData(JitProviderErrorKind.Denied)]
    [InlineData(JitProviderErrorKind.Misconfigured)]
    public async Task R25_Refresh_RenewalFailsAndLeaseIsAlive_NeverMints(JitProviderErrorKind kind)
    {
        Options.TransientRetries = 0;
        Leases.RenewError = new JitProviderException(kind, "no");
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);

        while (engine.GetStatus().State == JitEngineState.Advisory)
        {
            await RefreshAsync(engine);
            Leases.Mints.ShouldBe(1);
            Time.Advance(TimeSpan.FromSeconds(5));
        }

        Leases.Renewals.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task R25_Refresh_RenewalFailsAndLeaseIsGone_Mints()
    {
        Leases.RenewError = new JitProviderException(JitProviderErrorKind.Denied, "lease not found");
        Leases.IsAlive = false;
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);

        await RefreshAsync(engine);

        (Leases.Mints, Leases.Lookups).ShouldBe((2, 1));
        engine.Current!.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R25_Refresh_LookupUnanswered_CountsAsAlive()
    {
        Leases.RenewError = new JitProviderException(JitProviderErrorKind.Denied, "no");
        Leases.LookupError = new JitProviderException(JitProviderErrorKind.Transient, "sealed");
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);

        await RefreshAsync(engine);

        (Leases.Mints, Leases.Lookups).ShouldBe((1, 1));
        engine.GetStatus().Failures.ShouldBe(1);
    }

    [Fact]
    public async Task R25_Start_MaximumBelowThreeLeads_IsRefusedWithBothNumbersAndRevoked()
    {
        Leases.MaxLife = Leases.Life = TimeSpan.FromSeconds(224);
        var engine = Engine(Leases);

        var error = await Should.ThrowAsync<JitCredentialException>(async () => await engine.GetCredentialAsync(Ct));

        error.InnerException.ShouldBeOfType<JitProviderException>().Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("00:03:44");
        error.Message.ShouldContain("00:01:15");
        await engine.DisposeAsync();
        Leases.Revoked.ShouldBe(["user-1"]);
    }

    [Fact]
    public async Task R25_Start_ShortLeaseThatRenewsForLong_IsRenewed()
    {
        Leases.Life = TimeSpan.FromMinutes(1);
        Leases.MaxLife = TimeSpan.FromHours(1);
        var engine = await FilledEngine(Leases);

        for (var i = 0; i < 10; i++)
        {
            AdvanceTo(engine.Current!.RefreshAt);
            await RefreshAsync(engine);
        }

        (Leases.Mints, Leases.Renewals).ShouldBe((1, 10));
    }

    [Fact]
    public async Task R25_Refresh_LeasesBecomeTooShortLater_MintsNoUserASecond()
    {
        var engine = await FilledEngine(Leases);
        Leases.MaxLife = Leases.Life = TimeSpan.FromMinutes(1);
        Leases.IsAlive = false;
        engine.Invalidate(engine.Current!);
        await engine.RefreshInProgress;
        Leases.Mints.ShouldBe(2);

        for (var second = 0; second < 30; second++)
        {
            engine.ReportAccepted(engine.ReadForOpen(TimeSpan.FromSeconds(1)));
            await engine.RefreshInProgress;
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Leases.Mints.ShouldBe(2);
    }

    [Fact]
    public async Task R25_Refresh_SuccessorCannotBeMinted_ProlongsTheOldLeaseMeanwhile()
    {
        Leases.Life = TimeSpan.FromMinutes(2);
        Leases.MaxLife = TimeSpan.FromMinutes(10);
        var engine = await FilledEngine(Leases);
        Leases.MintError = new JitProviderException(JitProviderErrorKind.Transient, "busy");

        while (Time.GetUtcNow() < Start + TimeSpan.FromMinutes(9))
        {
            AdvanceTo(engine.Current!.RefreshAt > Time.GetUtcNow() ? engine.Current.RefreshAt : Time.GetUtcNow() + TimeSpan.FromSeconds(5));
            await RefreshAsync(engine);
            engine.GetStatus().State.ShouldNotBe(JitEngineState.Expired);
        }

        Logs.GetSnapshot().ShouldContain(r => r.Id.Name == "ReplacementPostponed");
        Leases.MintError = null;
        Time.Advance(TimeSpan.FromSeconds(30));
        await RefreshAsync(engine);
        engine.Current!.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task R26_Invalidate_DuringARenewal_IsNotForgotten()
    {
        var (engine, gate) = await RenewingEngine();

        engine.Invalidate(engine.Current!).ShouldBeTrue();
        gate.Open();
        await engine.RefreshInProgress;

        Leases.Renewals.ShouldBe(1);
        engine.Current!.IssuedAt.ShouldBe(Time.GetUtcNow());
        engine.GetStatus().IsRejected.ShouldBeTrue();
        engine.StartRefresh();
        await engine.RefreshInProgress;
        Leases.Lookups.ShouldBe(1);
        engine.GetStatus().IsRejected.ShouldBeFalse();
    }

    [Fact]
    public async Task R25_Renew_AnswersWithAnotherUser_IsRefused()
    {
        var engine = await FilledEngine(new ConfusedProvider(Leases));
        AdvanceTo(engine.Current!.RefreshAt);

        await RefreshAsync(engine);

        engine.Current!.Credential.UserName.ShouldBe("user-1");
        engine.GetStatus().Failures.ShouldBe(1);
    }

    /// <summary>Breaks the contract: its renewals are new users.</summary>
    private sealed class ConfusedProvider(FakeLeaseProvider inner) : IJitLeaseProvider
    {
        public JitProviderIdentity Identity => inner.Identity;

        public JitCredentialScope Scope => inner.Scope;

        public bool RotatesUserName => true;

        public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken) =>
            inner.GetCredentialAsync(request, cancellationToken);

        public ValueTask<JitCredential> RenewAsync(
            JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken) =>
            inner.GetCredentialAsync(request, cancellationToken);

        public ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken) => new(true);

        public ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}

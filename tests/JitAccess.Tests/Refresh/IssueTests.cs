namespace JitAccess.Tests.Refresh;

/// <summary>Which failures are tried again within a refresh, and what is refused (invariants 2, 5 and 23).</summary>
public sealed class IssueTests : EngineTests
{
    public static TheoryData<Exception, int> Errors { get; } = new()
    {
        { new JitProviderException(JitProviderErrorKind.Transient, "busy"), 3 },
        { new HttpRequestException("unreachable"), 3 },
        { new TaskCanceledException("a timeout of the provider's own"), 3 },
        { new JitProviderException(JitProviderErrorKind.Denied, "no"), 1 },
        { new JitConfigurationException("no region"), 1 },
        { new ObjectDisposedException("client"), 1 },
        { new ArgumentException("wrong"), 1 },
        { new NotSupportedException("never"), 1 },
    };

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public async Task R23_Flight_AnyError_IsTriedAgainOnlyWhereThatCanHelp(Exception error, int calls)
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(1);
        Provider.Before = (_, _) => throw error;

        (await Should.ThrowAsync<JitCredentialException>(async () => await Engine().GetCredentialAsync(Ct))).InnerException.ShouldBeSameAs(error);

        Provider.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task R23_Flight_DuringAnOutage_AsksOnce()
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(1);
        Provider.Fail();
        var engine = Engine();
        await RefreshAsync(engine);
        Provider.Calls.ShouldBe(3);

        Time.Advance(TimeSpan.FromSeconds(5));
        await RefreshAsync(engine);

        Provider.Calls.ShouldBe(4);
        engine.GetStatus().Failures.ShouldBe(2);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2.001, 1)]
    public async Task R23_Flight_RetryAfter_IsWaitedForUpToTwoSeconds(double asked, int calls)
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(3);
        Options.TransientRetries = 1;
        Provider.Fail(retryAfter: TimeSpan.FromSeconds(asked));

        await Should.ThrowAsync<JitCredentialException>(async () => await Engine().GetCredentialAsync(Ct));

        Provider.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task R23_Flight_RetryAfterShorterThanThePause_KeepsThePause()
    {
        Clock.SkipUpTo = TimeSpan.FromSeconds(3);
        Provider.Fail(retryAfter: TimeSpan.FromMilliseconds(60));

        await Should.ThrowAsync<JitCredentialException>(async () => await Engine().GetCredentialAsync(Ct));

        Clock.Skipped.ShouldBe([TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(100)]);
    }

    [Theory]
    [InlineData(1, false)] // nothing is left of it after the margin
    [InlineData(1.1, true)]
    public async Task R05_Publish_LifeOfASecond_IsServedIfAnythingIsLeft(double life, bool served)
    {
        Options.TransientRetries = 0;
        Leases.MaxLife = null;
        Leases.Life = TimeSpan.FromSeconds(life);
        var engine = Engine(Leases);

        var error = await Record.ExceptionAsync(async () => await engine.GetCredentialAsync(Ct));
        await engine.DisposeAsync();

        (error is null).ShouldBe(served, error?.ToString());
        Leases.Revoked.ShouldBe(served ? [] : ["user-1"]); // nobody will hold it
        if (!served)
            error!.InnerException!.Message.ShouldBe(
                $"The issuer's credential ends at 2026-01-01T00:00:01.0000000+00:00, before it could be used. " +
                "Compare the clocks of this machine and of the issuer.");
    }

    [Fact]
    public async Task R02_MaxLifetime_LongerThanTheIssuersLife_ChangesNothing()
    {
        Options.MaxLifetime = TimeSpan.FromMinutes(16);

        (await FilledEngine()).Current!.ExpiresAt.ShouldBe(Start + TimeSpan.FromSeconds(870));
    }

    [Fact]
    public async Task R02_MaxLifetime_RenewedLease_EndsThatLongAfterItsMint()
    {
        Options.MaxLifetime = TimeSpan.FromMinutes(70);
        var engine = await FilledEngine(Leases);
        AdvanceTo(engine.Current!.RefreshAt);
        await RefreshAsync(engine);

        Leases.Renewals.ShouldBe(1);
        engine.Current!.ExpiresAt.ShouldBe(Start + TimeSpan.FromMinutes(70) - TimeSpan.FromSeconds(30));
    }
}

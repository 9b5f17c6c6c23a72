using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariant 25: refused logins mint hardly any users, and quiet databases are not taken for broken ones.</summary>
public sealed class MintLimitTests : EngineTests
{
    [Fact]
    public async Task R25_Invalidate_LeaseIsAlive_KeepsTheUser()
    {
        var engine = await FilledEngine(Leases);
        var before = engine.Current!;

        for (var i = 0; i < 20; i++)
        {
            engine.Invalidate(engine.Current!);
            await engine.RefreshInProgress;
            Time.Advance(TimeSpan.FromSeconds(5));
        }

        Leases.Mints.ShouldBe(1);
        Leases.Lookups.ShouldBe(20);
        engine.Current!.Credential.ShouldBeSameAs(before.Credential);
        engine.GetStatus().IsRejected.ShouldBeFalse();
        engine.Current.RefreshAt.ShouldBe(before.RefreshAt);
        engine.Current.MandatoryAt.ShouldBe(before.MandatoryAt);
    }

    [Fact]
    public async Task R25_Invalidate_LeaseIsGone_MintsAtMostThreeThenOneInFiveMinutesDoubling()
    {
        Leases.IsAlive = false;
        var engine = await FilledEngine(Leases);
        var mints = new List<TimeSpan>();

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(50); passed += TimeSpan.FromSeconds(5))
        {
            var count = Leases.Mints;
            if (!engine.GetStatus().IsRejected)
            {
                engine.ReadForOpen(TimeSpan.FromSeconds(1));
                engine.Invalidate(engine.Current!);
            }
            else
            {
                await RefreshAsync(engine);
            }

            await engine.RefreshInProgress;
            if (Leases.Mints > count)
                mints.Add(Time.GetUtcNow() - Start);
            Time.Advance(TimeSpan.FromSeconds(5));
        }

        // The first user was minted before the loop; two follow at once, then pauses of 5, 10, 20 minutes.
        mints.Count.ShouldBe(5);
        mints[1].ShouldBeLessThan(TimeSpan.FromSeconds(30));
        (mints[2] - mints[1]).TotalMinutes.ShouldBeInRange(5, 6);
        (mints[3] - mints[2]).TotalMinutes.ShouldBeInRange(10, 11);
        (mints[4] - mints[3]).TotalMinutes.ShouldBeInRange(20, 21);
    }

    [Fact]
    public void R25_ThrowIfExceeded_ThreeUsersWithoutALogin_SaysHowManyAndWhenNext()
    {
        var now = new Moment(Start, TimeSpan.FromDays(1));
        var limit = new MintLimit();
        for (var i = 0; i < 3; i++)
        {
            limit.ThrowIfExceeded(now);
            limit.Minted(now, replacesUnused: false);
        }

        var error = Should.Throw<JitProviderException>(() => limit.ThrowIfExceeded(now));

        error.Message.ShouldBe(
            "3 database users were created and no login with any of them was accepted. The next is created at " +
            "2026-01-01T00:05:00.0000000+00:00; find out from the server's log why it refuses them.");
        error.RetryAfter.ShouldBe(TimeSpan.FromMinutes(5));
        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
    }

    [Fact]
    public async Task R25_ReportAccepted_ResetsTheCount()
    {
        Leases.IsAlive = false;
        var engine = await FilledEngine(Leases);

        for (var i = 0; i < 10; i++)
        {
            engine.ReportAccepted(engine.ReadForOpen(TimeSpan.FromSeconds(1)));
            engine.Invalidate(engine.Current!);
            await engine.RefreshInProgress;
            Time.Advance(TimeSpan.FromSeconds(10));
        }

        Leases.Mints.ShouldBe(11);
    }

    [Fact]
    public async Task R25_Refresh_IdleDatabase_RotatesForWeeksWithoutRunningIntoTheLimit()
    {
        Leases.MaxLife = TimeSpan.FromHours(1);
        var engine = await FilledEngine(Leases);
        var begun = Time.GetUtcNow();

        while (Time.GetUtcNow() - begun < TimeSpan.FromDays(14))
        {
            AdvanceTo(engine.Current!.RefreshAt);
            await RefreshAsync(engine);
            engine.GetStatus().Failures.ShouldBe(0);
        }

        Leases.Mints.ShouldBeGreaterThan(14 * 24);
    }
}

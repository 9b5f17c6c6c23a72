using CsCheck;
using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>The arithmetic of invariants 3, 4 and 25.</summary>
public sealed class RefreshWindowsTests
{
    private static readonly Gen<TimeSpan> Lives = Gen.OneOf(
        Gen.Double[1.1, 60], Gen.Double[60, 7200], Gen.Double[7200, 365 * 86400]).Select(TimeSpan.FromSeconds);

    private static readonly Gen<double> Chances = Gen.Double[0, 1];

    [Theory]
    [InlineData(5, 1)]
    [InlineData(20, 1)]
    [InlineData(60, 3)]
    [InlineData(600, 30)]
    [InlineData(900, 30)]
    [InlineData(86400, 30)]
    public void R03_Margin_IsATwentiethWithinLimits(double life, double margin) =>
        RefreshWindows.Margin(TimeSpan.FromSeconds(life)).ShouldBe(TimeSpan.FromSeconds(margin));

    [Fact]
    public void R04_For_AnyLife_ServesTwoThirdsBeforeItRefreshes() => Gen.Select(Lives, Chances).Sample((life, chance) =>
    {
        var windows = RefreshWindows.For(life, chance);

        Ordered(TimeSpan.Zero, windows.Refresh, windows.Mandatory, windows.Expires, life);
        windows.Refresh.ShouldBeGreaterThanOrEqualTo((2 * windows.Expires / 3) - TimeSpan.FromMicroseconds(1));
        windows.Expires.ShouldBe(life - RefreshWindows.Margin(life));
    });

    [Fact]
    public void R04_For_AnyLife_JitterOnlyDelaysAndByAFifthOfTheWindow() => Gen.Select(Lives, Chances).Sample((life, chance) =>
    {
        var none = RefreshWindows.For(life, 0);
        var some = RefreshWindows.For(life, chance);

        some.Refresh.ShouldBeInRange(none.Refresh, none.Refresh + (0.2 * none.Advisory) + TimeSpan.FromTicks(1));
        some.ShouldBe(none with { Refresh = some.Refresh });
    });

    [Theory]
    [InlineData(20 + 0.5, 5, 60)] // the margin is 30 s: 20 minutes remain
    [InlineData(21, 15 * 20.5 / 45, 60)] // the table says 15 minutes, a third of the life is less
    [InlineData(60, 15, 60)]
    [InlineData(90.5, 30, 60)]
    [InlineData(600, 60, 60)]
    public void R04_For_LifeInMinutes_FollowsTheTable(double life, double advisory, double mandatory)
    {
        var windows = RefreshWindows.For(TimeSpan.FromMinutes(life), 0);

        windows.Advisory.TotalMinutes.ShouldBe(advisory, 0.001);
        (windows.Expires - windows.Mandatory).TotalSeconds.ShouldBe(mandatory, 0.001);
    }

    [Fact]
    public void R25_ForLease_AnyLife_RenewsBeforeItReplaces() =>
        Gen.Select(Lives, Lives, Chances, Gen.Bool, Gen.Bool).Sample((life, more, chance, knowsEnd, isNew) =>
        {
            var lead = RefreshWindows.RotateLead(life, new JitRefreshOptions());
            var windows = RefreshWindows.ForLease(life, knowsEnd ? life + more : null, canRenew: true, isNew, lead, chance);

            Ordered(TimeSpan.Zero, windows.Refresh, windows.Mandatory, windows.Expires, life);
            if (isNew)
                windows.Refresh.ShouldBeGreaterThanOrEqualTo((2 * windows.Expires / 3) - TimeSpan.FromMicroseconds(1));
        });

    [Fact]
    public void R25_ForLease_LastLife_LeavesTimeToSettleAndDrain() => Gen.Select(Lives, Chances).Sample((life, chance) =>
    {
        var options = new JitRefreshOptions();
        var lead = RefreshWindows.RotateLead(life, options);
        var windows = RefreshWindows.ForLease(life, rawEnd: null, canRenew: false, isNew: false, lead, chance);

        windows.Refresh.ShouldBe(windows.Mandatory);
        if (windows.Mandatory > TimeSpan.Zero)
            (windows.Expires - windows.Mandatory).ShouldBeGreaterThan(options.SettleTime + options.DrainTime);
    });

    [Fact]
    public void R25_ForLease_HourOfADay_RenewsEveryFortyMinutesAndReplacesBeforeTheDayEnds()
    {
        var (hour, day) = (TimeSpan.FromHours(1), TimeSpan.FromHours(24));
        var lead = TimeSpan.FromMinutes(12);

        var first = RefreshWindows.ForLease(hour, day, canRenew: true, isNew: true, lead, 0);
        first.Refresh.TotalSeconds.ShouldBe(3570 * 2 / 3.0, 0.001);
        first.Mandatory.ShouldBe(first.Expires - lead);

        // Forty minutes before the end that no renewal passes, the lead still lies ahead in full, whenever the lease itself ends.
        var last = RefreshWindows.ForLease(hour / 2, hour * 2 / 3, canRenew: true, isNew: false, lead, 0);
        last.Mandatory.ShouldBeLessThanOrEqualTo((hour * 2 / 3) - lead);
    }

    [Theory]
    [InlineData(720, 15)] // half of the reserve
    [InlineData(60, 12)] // a fifth of the lead
    public void R25_ForLease_LastLife_JitterDelaysTheReplacement(double lead, double delay)
    {
        RefreshWindows Windows(double chance) => RefreshWindows.ForLease(
            TimeSpan.FromHours(1), rawEnd: null, canRenew: false, isNew: false, TimeSpan.FromSeconds(lead), chance);

        Windows(0).Mandatory.ShouldBe(TimeSpan.FromSeconds(3570 - lead));
        Windows(1).Mandatory.ShouldBe(TimeSpan.FromSeconds(3570 - lead + delay));
    }

    [Fact]
    public void R25_ForLease_NearTheEndThatNoRenewalPasses_ReplacesALeadAndTheMarginBeforeIt()
    {
        var windows = RefreshWindows.ForLease(
            TimeSpan.FromHours(1), TimeSpan.FromSeconds(3000), canRenew: true, isNew: false, TimeSpan.FromMinutes(12), chance: 0);

        windows.Mandatory.ShouldBe(TimeSpan.FromSeconds(3000 - 30 - 720));
        windows.Refresh.ShouldBe(windows.Mandatory);
    }

    [Fact]
    public void R25_RotateLead_IsAFifthOrWhatTheSessionsNeed()
    {
        var options = new JitRefreshOptions();

        RefreshWindows.RotateLead(TimeSpan.FromHours(1), options).ShouldBe(TimeSpan.FromMinutes(12));
        RefreshWindows.RotateLead(TimeSpan.FromMinutes(1), options).ShouldBe(TimeSpan.FromSeconds(15 + 30 + 30));
    }

    private static void Ordered(params TimeSpan[] times) => times.ShouldBe(times.Order());
}

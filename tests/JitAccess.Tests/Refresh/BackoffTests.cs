using CsCheck;
using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>The arithmetic of invariants 21 and 22.</summary>
public sealed class BackoffTests
{
    private static readonly Gen<double> Chances = Gen.Double[0, 1];

    [Fact]
    public void R21_AfterFailure_AnyAttempt_IsBetweenHalfAndAllOfTheDoublingPause() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Chances).Sample((failures, chance) =>
        {
            var full = Math.Min(30, Math.Pow(2, Math.Min(failures, 20) - 1));

            Backoff.AfterFailure(failures, chance).TotalSeconds.ShouldBeInRange(full / 2, full);
        });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(1000, 30)]
    public void R21_AfterFailure_HighestChance_IsTheWholePause(int failures, double seconds) =>
        Backoff.AfterFailure(failures, 1).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void R22_ErrorCache_AnyChance_IsOneToFiveSeconds() =>
        Chances.Sample(chance => Backoff.ErrorCache(chance).TotalSeconds.ShouldBeInRange(1, 5));

    [Fact]
    public void R23_Granted_IssuerAsksForAnHour_IsThirtySeconds()
    {
        Backoff.Granted(TimeSpan.FromHours(1), chance: 0).ShouldBe(TimeSpan.FromSeconds(30));
        Backoff.Granted(TimeSpan.FromSeconds(7), chance: 0).ShouldBe(TimeSpan.FromSeconds(7)); // never earlier than it was asked
        Backoff.Granted(TimeSpan.FromSeconds(8), chance: 0.5).ShouldBe(TimeSpan.FromSeconds(9));
    }
}

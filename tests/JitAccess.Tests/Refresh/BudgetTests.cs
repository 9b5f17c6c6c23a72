using CsCheck;
using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariant 24: two forced refreshes at once, then one in five seconds.</summary>
public sealed class BudgetTests
{
    private static readonly Moment Origin = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(1));

    [Fact]
    public void R24_TryTake_AfterALongPause_GivesTwoAtOnce()
    {
        var budget = Forced();

        Take(budget, 0, 0, 0).ShouldBe([true, true, false]);
        budget.Wait(At(0)).ShouldBe(TimeSpan.FromSeconds(5));
        Take(budget, 4.999, 5, 5).ShouldBe([false, true, false]);
        Take(budget, 86400, 86400, 86400).ShouldBe([true, true, false]);
    }

    [Fact]
    public void R24_TryTake_AnyDemand_NeverExceedsBurstAndRate() =>
        Gen.Int[0, 3000].Array[1, 200].Sample(pauses =>
        {
            var budget = Forced();
            var (time, taken) = (0.0, 0);
            foreach (var pause in pauses)
            {
                time += pause / 1000.0;
                var wait = budget.Wait(At(time));
                var given = budget.TryTake(At(time));
                given.ShouldBe(wait == TimeSpan.Zero);
                taken += given ? 1 : 0;
            }

            taken.ShouldBeLessThanOrEqualTo(2 + (int)(time / 5));
        });

    [Fact]
    public void TryTake_WithAWait_GivesTurnsInOrderAndNoneThatComesTooLate()
    {
        var budget = Forced();
        var waits = Enumerable.Range(0, 5).Select(_ => (Taken: budget.TryTake(At(0), TimeSpan.FromSeconds(10), out var wait), wait.TotalSeconds)).ToList();

        waits.ShouldBe([(true, 0), (true, 0), (true, 5), (true, 10), (false, 15)]);
        budget.TryTake(At(5), TimeSpan.FromSeconds(10), out _).ShouldBeTrue(); // what was refused has cost nothing
    }

    private static Budget Forced() => new(burst: 2, TimeSpan.FromSeconds(5));

    private static Moment At(double seconds) =>
        new(Origin.UtcNow + TimeSpan.FromSeconds(seconds), Origin.Uptime + TimeSpan.FromSeconds(seconds));

    private static bool[] Take(Budget budget, params double[] times) => [.. times.Select(time => budget.TryTake(At(time)))];
}

using global::Playground.Board;

namespace JitAccess.Playground.Tests.Board;

public class FigureTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1d)]
    [InlineData(1, 1d)]
    [InlineData(1.01, 2d)]
    [InlineData(3600, 3600d)]
    [InlineData(3600.1, null)]
    public void Ages_OfALogin_AreCountedUpToTheNextBound(double seconds, double? bound)
    {
        var ages = new AgesAtUse();

        ages.Add(seconds);

        ages.Buckets.Single(b => b.Count == 1).UpTo.ShouldBe(bound);
        ages.OldestSeconds.ShouldBe(seconds);
    }

    [Fact]
    public void Rate_OfOrders_IsThatOfTheLastFiveSeconds()
    {
        var rate = new OrderRate();
        rate.PerSecond.ShouldBe(0);
        for (var second = 0; second <= 20; second++)
            rate.Observe(Start.AddSeconds(second), second < 10 ? second * 100 : 1000 + (second - 10) * 2);

        rate.PerSecond.ShouldBe(2);
    }
}

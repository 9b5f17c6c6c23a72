using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>The monotonic clock counts in ticks of its own; a moment counts in those of TimeSpan.</summary>
public sealed class MomentTests
{
    [Theory]
    [InlineData(10_000_000)] // Windows
    [InlineData(1_000_000_000)] // Linux
    [InlineData(14_318_180)] // an old timer that no power of ten divides
    [InlineData(1_000_000)]
    public void Now_AnyFrequency_CountsInSeconds(long frequency)
    {
        var now = Moment.Now(new FixedTimeProvider(frequency));

        now.Uptime.ShouldBe(TimeSpan.FromSeconds(90_061), TimeSpan.FromTicks(1));
        now.UtcNow.ShouldBe(FixedTimeProvider.Now);
    }

    private sealed class FixedTimeProvider(long frequency) : TimeProvider
    {
        public static DateTimeOffset Now { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => frequency * 90_061;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

using CsCheck;
using JitAccess.Refresh;

namespace JitAccess.Tests.Refresh;

/// <summary>Invariant 34: the earlier of two clocks wins.</summary>
public sealed class DeadlineTests
{
    private static readonly Gen<TimeSpan> Spans = Gen.Int[0, 1_000_000].Select(ms => TimeSpan.FromMilliseconds(ms));

    private static readonly Moment Origin = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(3));

    [Fact]
    public void R34_IsDue_EitherClock_IsEnough() => Gen.Select(Spans, Spans, Spans).Sample((delay, wall, monotonic) =>
    {
        var now = new Moment(Origin.UtcNow + wall, Origin.Uptime + monotonic);

        Origin.In(delay).IsDue(now).ShouldBe(wall >= delay || monotonic >= delay);
    });

    [Theory]
    [InlineData(-1, -1, false)]
    [InlineData(0, -1, true)]
    [InlineData(-1, 0, true)]
    public void R34_IsDue_ToTheTick(int wall, int monotonic, bool isDue)
    {
        var deadline = Origin.In(TimeSpan.FromSeconds(1));

        deadline.IsDue(new Moment(deadline.At.AddTicks(wall), deadline.Uptime + TimeSpan.FromTicks(monotonic))).ShouldBe(isDue);
    }

    [Fact]
    public void R34_Left_IsZeroExactlyWhenDue() => Gen.Select(Spans, Spans, Spans).Sample((delay, wall, monotonic) =>
    {
        var now = new Moment(Origin.UtcNow + wall, Origin.Uptime + monotonic);
        var deadline = Origin.In(delay);

        (deadline.Left(now) == TimeSpan.Zero).ShouldBe(deadline.IsDue(now));
    });

    [Fact]
    public void EarlierAndLater_AreDueFirstAndLast() => Gen.Select(Spans, Spans, Spans).Sample((a, b, passed) =>
    {
        var now = new Moment(Origin.UtcNow + passed, Origin.Uptime + passed);

        Deadline.Earlier(Origin.In(a), Origin.In(b)).IsDue(now).ShouldBe(Origin.In(a).IsDue(now) || Origin.In(b).IsDue(now));
        Deadline.Later(Origin.In(a), Origin.In(b)).IsDue(now).ShouldBe(Origin.In(a).IsDue(now) && Origin.In(b).IsDue(now));
    });
}

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A machine's clock, whose wall side somebody steps; timers and the monotonic side go on as they were, as on a real machine.</summary>
/// <param name="time">What goes by, for everybody.</param>
internal sealed class SteppedClock(TimeProvider time) : TimeProvider
{
    private long _offset;

    /// <summary>Gets or sets how far the wall clock is off.</summary>
    public TimeSpan Offset
    {
        get => new(Volatile.Read(ref _offset));
        set => Volatile.Write(ref _offset, value.Ticks);
    }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>The system's clock, whose wall side somebody steps; timers and the monotonic side go on as they were, as on a real machine.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _offset;

    /// <summary>Gets or sets how far the wall clock is off.</summary>
    public TimeSpan Offset
    {
        get => new(Volatile.Read(ref _offset));
        set => Volatile.Write(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}

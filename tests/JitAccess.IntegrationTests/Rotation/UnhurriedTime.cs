namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A clock on which the limits of what is under way are far away: how fast a machine is, nothing may hang on.</summary>
/// <param name="time">What goes by.</param>
internal sealed class UnhurriedTime(TimeProvider time) : TimeProvider
{
    private const int Slower = 20;

    public UnhurriedTime()
        : this(System)
    {
    }

    /// <summary>Gets a length of time that passes at once: the settle time, where no open is under way that it is there for.</summary>
    public TimeSpan? Skips { get; init; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(
        callback, state, dueTime == Skips ? TimeSpan.Zero : state is CancellationTokenSource && dueTime > TimeSpan.Zero ? Slower * dueTime : dueTime, period);
}

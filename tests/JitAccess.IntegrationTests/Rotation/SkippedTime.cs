namespace JitAccess.IntegrationTests.Rotation;

/// <summary>The system's time, some of which goes by at once, on both clocks and for everybody; no timer hears of it.</summary>
internal sealed class SkippedTime : TimeProvider
{
    private long _skipped;

    public void Skip(TimeSpan span) => Interlocked.Add(ref _skipped, span.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Skipped;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Skipped.TotalSeconds * TimestampFrequency);

    private TimeSpan Skipped => new(Interlocked.Read(ref _skipped));
}

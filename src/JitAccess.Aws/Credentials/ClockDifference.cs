namespace JitAccess.Aws.Credentials;

/// <summary>How far this machine's clock was from that of AWS.</summary>
/// <param name="Ahead">By how much it was ahead; negative where it was behind.</param>
/// <param name="MeasuredAt">When this was noticed, by this machine's clock.</param>
internal sealed record ClockDifference(TimeSpan Ahead, DateTimeOffset MeasuredAt)
{
    /// <summary>Gets the difference without its direction, in whole seconds as AWS' clock tells them.</summary>
    public TimeSpan Size => TimeSpan.FromSeconds(Math.Round(Ahead.Duration().TotalSeconds));

    /// <summary>Gets its direction, in a word.</summary>
    public string Relation => Ahead > TimeSpan.Zero ? "ahead" : "behind";
}

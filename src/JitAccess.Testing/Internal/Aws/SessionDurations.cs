namespace JitAccess.Testing.Internal.Aws;

/// <summary>How long AWS lets a role's sessions last.</summary>
internal static class SessionDurations
{
    public static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    /// <summary>Returns a duration that a role may have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not from one to twelve hours.</exception>
    public static TimeSpan Require(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, Shortest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromHours(12));
        return value;
    }
}

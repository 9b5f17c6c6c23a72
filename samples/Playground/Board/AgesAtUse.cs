namespace Playground.Board;

/// <summary>The ages of credentials at the logins that were accepted with them; the buckets are those of the library's own histogram, and the target.</summary>
internal sealed class AgesAtUse
{
    /// <summary>No credential is to be older when it is used.</summary>
    public const double TargetSeconds = 3600;

    private static readonly double[] Bounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, TargetSeconds];

    private readonly long[] _counts = new long[Bounds.Length + 1];

    public double? OldestSeconds { get; private set; }

    public IReadOnlyList<AgeBucket> Buckets =>
        [.. _counts.Select(static (count, index) => new AgeBucket(index < Bounds.Length ? Bounds[index] : null, count))];

    public void Add(double seconds)
    {
        var index = Array.FindIndex(Bounds, bound => seconds <= bound);
        _counts[index < 0 ? Bounds.Length : index]++;
        OldestSeconds = Math.Max(seconds, OldestSeconds ?? 0);
    }
}

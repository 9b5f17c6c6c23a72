namespace Playground.Board;

internal sealed record AgeState(double TargetSeconds, double? OldestSeconds, IReadOnlyList<AgeBucket> Buckets);

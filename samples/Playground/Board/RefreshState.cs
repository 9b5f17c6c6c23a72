namespace Playground.Board;

/// <summary>Refreshes since the start, and the moments at which one failed.</summary>
internal sealed record RefreshState(int Succeeded, int Failed, IReadOnlyList<DateTimeOffset> SucceededAt, IReadOnlyList<DateTimeOffset> FailedAt);

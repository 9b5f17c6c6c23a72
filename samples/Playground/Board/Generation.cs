namespace Playground.Board;

/// <summary>One credential's life as far as it was seen.</summary>
/// <param name="Number">Its generation.</param>
/// <param name="UserName">Who logs in with it, once that is known.</param>
/// <param name="IssuedAt">When it was asked for.</param>
/// <param name="ExpiresAt">When it is no longer served; a renewal moves it.</param>
/// <param name="ReplacedAt">When the next was seen in its place.</param>
/// <param name="Spans">The states it was seen in, the oldest first.</param>
internal sealed record Generation(
    long Number, string? UserName, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? ReplacedAt, IReadOnlyList<StateSpan> Spans);

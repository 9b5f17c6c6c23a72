namespace Playground.Board;

/// <summary>How long a credential was seen in a state.</summary>
internal sealed record StateSpan(string State, DateTimeOffset From, DateTimeOffset To);

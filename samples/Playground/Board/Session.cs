namespace Playground.Board;

/// <summary>A session at the server.</summary>
internal sealed record Session(string UserName, DateTimeOffset BeganAt);

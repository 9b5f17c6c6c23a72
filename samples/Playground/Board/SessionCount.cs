namespace Playground.Board;

/// <summary>How many sessions are open at the server that logged in with one generation.</summary>
/// <param name="Generation">The generation; <see langword="null"/> where it was not seen.</param>
/// <param name="UserName">Their user.</param>
/// <param name="Count">How many.</param>
internal sealed record SessionCount(long? Generation, string UserName, int Count);

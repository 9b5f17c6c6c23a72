using Playground.Board;

namespace Playground.Page;

/// <summary>What is sent to the page: how things stand, or something that happened.</summary>
internal sealed record PageEvent(BoardState? State, Happening? Happening);

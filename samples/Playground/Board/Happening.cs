namespace Playground.Board;

/// <summary>Something that happened, in words.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Kind">Who speaks: see <see cref="Kinds"/>.</param>
/// <param name="Text">What happened, a sentence.</param>
/// <param name="EventId">The log event that said so, where one did.</param>
internal sealed record Happening(long Id, DateTimeOffset At, string Kind, string Text, int? EventId);

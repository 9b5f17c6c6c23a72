namespace Playground.Board;

/// <summary>Something that happened, in words.</summary>
/// <param name="Id">Its number, from 1; another each time it happens again.</param>
/// <param name="At">When, the last time.</param>
/// <param name="Kind">Who speaks: see <see cref="Kinds"/>.</param>
/// <param name="Text">What happened, a sentence.</param>
/// <param name="EventId">The log event that said so, where one did.</param>
/// <param name="Times">How often in a row.</param>
internal sealed record Happening(long Id, DateTimeOffset At, string Kind, string Text, int? EventId, int Times)
{
    public bool IsSameAs(Happening other) => (Kind, Text, EventId) == (other.Kind, other.Text, other.EventId);
}

namespace Playground.Board;

/// <summary>The event log: the last things that happened. What happens again and again, as a login that is refused, takes one place.</summary>
internal sealed class Chronicle(TimeProvider time)
{
    private const int Length = 200;

    private readonly List<Happening> _happenings = new(Length + 1);
    private readonly Lock _gate = new();
    private long _lastId;

    public void Add(string kind, string text, int? eventId = null)
    {
        lock (_gate)
        {
            var happening = new Happening(++_lastId, time.GetUtcNow(), kind, text, eventId, 1);
            if (_happenings is [.., var last] && last.IsSameAs(happening))
            {
                _happenings[^1] = happening with { Times = last.Times + 1 };
                return;
            }

            _happenings.Add(happening);
            if (_happenings.Count > Length)
                _happenings.RemoveAt(0);
        }
    }

    /// <summary>Returns what came after a happening, or came again, the oldest first; everything where its number is of a Playground that ran before.</summary>
    public IReadOnlyList<Happening> After(long id)
    {
        lock (_gate)
            return _lastId == id ? [] : [.. _happenings.Where(h => h.Id > id || id > _lastId)];
    }
}

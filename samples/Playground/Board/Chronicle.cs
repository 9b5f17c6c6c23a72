namespace Playground.Board;

/// <summary>The event log: the last things that happened.</summary>
internal sealed class Chronicle(TimeProvider time)
{
    private const int Length = 200;

    private readonly Queue<Happening> _happenings = new();
    private readonly Lock _gate = new();
    private long _lastId;

    public void Add(string kind, string text, int? eventId = null)
    {
        lock (_gate)
        {
            _happenings.Enqueue(new Happening(++_lastId, time.GetUtcNow(), kind, text, eventId));
            if (_happenings.Count > Length)
                _happenings.Dequeue();
        }
    }

    /// <summary>Returns what came after a happening, the oldest first; everything where its number is of a Playground that ran before.</summary>
    public IReadOnlyList<Happening> After(long id)
    {
        lock (_gate)
            return _lastId == id ? [] : [.. _happenings.Where(h => h.Id > id || id > _lastId)];
    }
}

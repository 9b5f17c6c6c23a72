namespace Playground.Orders;

/// <summary>The times at which whoever presses the buttons has taken something away, so that what failed then is no surprise.</summary>
internal sealed class Interruptions(TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _running;
    private long _end = long.MinValue;

    /// <summary>Begins one; it lasts until it is disposed.</summary>
    public IDisposable Begin()
    {
        lock (_gate)
            _running++;
        return new Running(this);
    }

    /// <summary>Says whether one was there at any moment since <paramref name="began"/>.</summary>
    /// <param name="began">A timestamp of the same clock.</param>
    public bool Explain(long began)
    {
        lock (_gate)
            return _running > 0 || _end >= began;
    }

    private void End()
    {
        lock (_gate)
        {
            _running--;
            _end = time.GetTimestamp();
        }
    }

    private sealed class Running(Interruptions owner) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                owner.End();
        }
    }
}

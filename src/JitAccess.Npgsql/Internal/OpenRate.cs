namespace JitAccess.Internal;

/// <summary>Counts physical opens of about the last second: RDS refuses logins above some 200 per second without saying so.</summary>
internal sealed class OpenRate(TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private long _windowStart = timeProvider.GetTimestamp();
    private int _current;
    private int _previous;

    public void Add()
    {
        lock (_gate)
        {
            Roll();
            _current++;
        }
    }

    public int LastSecond()
    {
        lock (_gate)
        {
            Roll();
            return Math.Max(_current, _previous);
        }
    }

    private void Roll()
    {
        var elapsed = timeProvider.GetElapsedTime(_windowStart);
        if (elapsed < TimeSpan.FromSeconds(1))
            return;
        _previous = elapsed < TimeSpan.FromSeconds(2) ? _current : 0;
        _current = 0;
        _windowStart = timeProvider.GetTimestamp();
    }
}

namespace Playground.Board;

/// <summary>Orders per second over the last seconds.</summary>
internal sealed class OrderRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(DateTimeOffset At, long Orders)> _samples = new();

    public double PerSecond { get; private set; }

    public void Observe(DateTimeOffset now, long orders)
    {
        _samples.Enqueue((now, orders));
        while (_samples.Count > 2 && now - _samples.Peek().At > Window)
            _samples.Dequeue();
        var (from, before) = _samples.Peek();
        PerSecond = now > from ? (orders - before) / (now - from).TotalSeconds : 0;
    }
}

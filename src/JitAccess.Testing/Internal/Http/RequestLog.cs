namespace JitAccess.Testing.Internal.Http;

/// <summary>The requests that came in, the newest of them if they are many.</summary>
/// <typeparam name="TRequest">What a request is told as.</typeparam>
internal sealed class RequestLog<TRequest>
{
    private const int Kept = 100_000;

    private readonly Queue<TRequest> _requests = new();
    private readonly Lock _gate = new();

    public IReadOnlyList<TRequest> All
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    public void Add(TRequest request)
    {
        lock (_gate)
        {
            if (_requests.Count == Kept)
                _requests.Dequeue();
            _requests.Enqueue(request);
        }
    }
}

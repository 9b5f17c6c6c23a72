using System.Collections.Concurrent;

namespace JitAccess.IntegrationTests.Load;

/// <summary>What became of the operations.</summary>
internal sealed class SoakTally
{
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, int> _succeeded = new();
    private int _excused;

    public int Succeeded => _succeeded.Values.Sum();

    public int Excused => Volatile.Read(ref _excused);

    public IReadOnlyCollection<string> Failures => _failures;

    public IReadOnlyDictionary<string, int> SucceededByUse => _succeeded;

    public void Success(string use) => _succeeded.AddOrUpdate(use, 1, static (_, n) => n + 1);

    public void Excuse() => Interlocked.Increment(ref _excused);

    public void Failure(string use, Exception exception)
    {
        if (_failures.Count < 20) // enough to see what is wrong
            _failures.Enqueue($"{use}: {exception}");
    }
}

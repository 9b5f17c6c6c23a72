using System.Collections.Concurrent;

namespace JitAccess.IntegrationTests.Load;

/// <summary>What became of the operations.</summary>
internal sealed class SoakTally
{
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, int> _succeeded = new();
    private int _inFlight;
    private int _serverAway;
    private int _forgiven;

    /// <summary>Gets which failures are expected, whatever the use; they are only counted.</summary>
    public Func<Exception, bool> Forgives { get; init; } = static _ => false;

    public int Forgiven => Volatile.Read(ref _forgiven);

    public int Succeeded => _succeeded.Values.Sum();

    /// <summary>Gets how many operations a restart cut.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Gets how many operations found no server while it restarted.</summary>
    public int ServerAway => Volatile.Read(ref _serverAway);

    public IReadOnlyCollection<string> Failures => _failures;

    public IReadOnlyDictionary<string, int> SucceededByUse => _succeeded;

    public void Success(string use) => _succeeded.AddOrUpdate(use, 1, static (_, n) => n + 1);

    public void Excuse(RestartExcuse excuse) => Interlocked.Increment(ref excuse == RestartExcuse.InFlight ? ref _inFlight : ref _serverAway);

    public void Failure(string use, Exception exception)
    {
        if (Forgives(exception))
            Interlocked.Increment(ref _forgiven);
        else if (_failures.Count < 20) // enough to see what is wrong
            _failures.Enqueue($"{use}: {exception}");
    }
}

using System.Collections.Concurrent;

namespace JitAccess.IntegrationTests.Load;

/// <summary>Hears of tasks that failed and that nobody looked at.</summary>
internal sealed class UnobservedExceptions : IDisposable
{
    private readonly ConcurrentQueue<string> _heard = new();

    public UnobservedExceptions()
    {
        Collect(); // what earlier tests left is not this one's
        TaskScheduler.UnobservedTaskException += OnUnobserved;
    }

    /// <summary>Returns what is heard once everything that nobody holds has been finalised.</summary>
    public IReadOnlyCollection<string> CollectAndGet()
    {
        Collect();
        return _heard;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= OnUnobserved;

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => _heard.Enqueue(e.Exception.ToString());
}

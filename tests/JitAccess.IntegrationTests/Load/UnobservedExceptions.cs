using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace JitAccess.IntegrationTests.Load;

/// <summary>Hears of tasks that failed and that nobody looked at, as far as Npgsql, the library or the soak had a hand in them.</summary>
/// <remarks>The event is the process's: what other tests began may fail long after them, such as a connection that an HTTP client keeps.</remarks>
internal sealed partial class UnobservedExceptions : IDisposable
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

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        if (e.Exception.ToString() is var text && Ours().IsMatch(text))
            _heard.Enqueue(text);
    }

    // A type or a frame; not those of other tests, nor of the emulators that they start.
    [GeneratedRegex(@"\b(Npgsql|JitAccess)\.(?!Testing\b|IntegrationTests\b(?!\.Load\.))")]
    private static partial Regex Ours();
}

namespace JitAccess.Tests.Refresh;

/// <summary>Catches what nobody observed, as far as it carries the marker: other tests run at the same time.</summary>
internal sealed class UnobservedExceptions : IDisposable
{
    private readonly string _marker;
    private readonly List<string> _caught = [];

    public UnobservedExceptions(string marker)
    {
        _marker = marker;
        TaskScheduler.UnobservedTaskException += Catch;
    }

    /// <summary>Returns what was caught, after every task that nobody holds has been finalized.</summary>
    public IReadOnlyList<string> Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        lock (_caught)
            return [.. _caught];
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Catch;

    private void Catch(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        if (e.Exception.ToString().Contains(_marker, StringComparison.Ordinal))
            lock (_caught)
                _caught.Add(e.Exception.ToString());
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>What goes on between requests: it waits while the server is sealed or down, and ends with it.</summary>
internal sealed class BackgroundWork(ILogger logger) : IDisposable
{
    private readonly ConcurrentDictionary<Task, byte> _tasks = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _running = Completed();

    /// <summary>Gets what is cancelled when the server ends for good.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Run(Func<CancellationToken, Task> work)
    {
        if (_stopping.IsCancellationRequested)
            return;
        var task = Task.Run(() => GuardAsync(work), CancellationToken.None);
        _tasks.TryAdd(task, 0);
        _ = task.ContinueWith(t => _tasks.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public void Pause(bool isPaused)
    {
        lock (_gate)
            if (!isPaused)
                _running.TrySetResult();
            else if (_running.Task.IsCompleted)
                _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Task WhileRunningAsync(CancellationToken cancellationToken) => _running.Task.WaitAsync(cancellationToken);

    public async Task StopAsync(TimeSpan limit, TimeProvider time)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_tasks.Keys).WaitAsync(limit, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The bound is the promise; what hangs is a statement in a database that does not answer.
        }
    }

    public void Dispose() => _stopping.Dispose();

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await WhileRunningAsync(_stopping.Token).ConfigureAwait(false);
            await work(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // the end of the server is the end of its work
        }
#pragma warning disable CA1031 // a failure between requests has no caller; it is told in the log
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.VaultWorkFailed(logger, e.GetType().Name);
        }
    }
}

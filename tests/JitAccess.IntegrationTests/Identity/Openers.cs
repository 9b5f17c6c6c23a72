using System.Collections.Concurrent;
using Npgsql;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>Workers who open connections and query, without a pause, until they are disposed.</summary>
internal sealed class Openers : IAsyncDisposable
{
    public const int Count = 3;

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly long[] _begun = new long[Count];
    private readonly long[] _ended = new long[Count];
    private readonly long[] _succeeded = new long[Count];
    private readonly Task[] _workers;
    private TaskCompletionSource _moved = New();

    public Openers(NpgsqlDataSource dataSource) => _workers =
        [.. Enumerable.Range(0, Count).Select(i => Task.Run(() => WorkAsync(i, dataSource), CancellationToken.None))];

    public bool HasFailed => !_failures.IsEmpty;

    /// <summary>Takes the failures since the last time.</summary>
    public IReadOnlyList<Exception> TakeFailures()
    {
        var failures = new List<Exception>();
        while (_failures.TryDequeue(out var failure))
            failures.Add(failure);
        return failures;
    }

    /// <summary>Waits until each worker has ended an operation that it began after this was called.</summary>
    public Task RoundAsync()
    {
        var begun = Enumerable.Range(0, Count).Select(i => Volatile.Read(ref _begun[i])).ToArray();
        return UntilAsync(i => Volatile.Read(ref _ended[i]) > begun[i]);
    }

    /// <summary>Waits until each worker has succeeded with an operation that it began after this was called.</summary>
    public Task SuccessAsync()
    {
        var succeeded = Enumerable.Range(0, Count).Select(i => Volatile.Read(ref _succeeded[i])).ToArray();
        return UntilAsync(i => Volatile.Read(ref _succeeded[i]) > succeeded[i] + 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_workers);
        _end.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task UntilAsync(Predicate<int> hasMoved)
    {
        while (true)
        {
            var moved = Volatile.Read(ref _moved); // before the look: a worker that moves after it ends the wait
            if (Enumerable.Range(0, Count).All(i => hasMoved(i)))
                return;
            await moved.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task WorkAsync(int number, NpgsqlDataSource dataSource)
    {
        while (!_end.IsCancellationRequested)
        {
            Interlocked.Increment(ref _begun[number]);
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None); // to its end: a cancelled one proves nothing
                await using var command = new NpgsqlCommand("SELECT count(*) FROM orders", connection);
                await command.ExecuteScalarAsync(CancellationToken.None);
                Interlocked.Increment(ref _succeeded[number]);
            }
#pragma warning disable CA1031 // Whatever goes wrong is what this is about.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failures.Enqueue(e);
            }

            Interlocked.Increment(ref _ended[number]);
            Interlocked.Exchange(ref _moved, New()).TrySetResult();
        }
    }
}

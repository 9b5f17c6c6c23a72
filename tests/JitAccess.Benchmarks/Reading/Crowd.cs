using JitAccess.Benchmarks.Measuring;

namespace JitAccess.Benchmarks.Reading;

/// <summary>Ten thousand callers at once: what they wait for is released when the last one waits.</summary>
internal static class Crowd
{
    public const int Size = 10_000;

    /// <summary>Returns what one caller costs, in time and in bytes of the whole process.</summary>
    /// <param name="name">Who they call.</param>
    /// <param name="call">Starts a call and returns before it is answered.</param>
    /// <param name="release">Lets the answers come.</param>
    public static async Task<Measured> RunAsync(string name, Func<Task> call, Action release)
    {
        var waiting = 0;
        var callers = new Task[Size];
        var bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Size; i++)
            callers[i] = Task.Run(async () =>
            {
                var answer = call();
                if (Interlocked.Increment(ref waiting) == Size)
                    release();
                await answer;
            });
        await Task.WhenAll(callers);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        return new Measured(name, "", elapsed.TotalNanoseconds / Size, (GC.GetTotalAllocatedBytes(precise: true) - bytesBefore) / Size);
    }

    /// <summary>Lets crowds come in turns; the first is the baseline.</summary>
    public static async Task<IReadOnlyList<Standing>> InTurnsAsync(int rounds, params IReadOnlyList<Func<Task<Measured>>> crowds)
    {
        var runs = crowds.Select(_ => new Measured[rounds]).ToArray();
        for (var round = -1; round < rounds; round++) // the first compiles
            for (var i = 0; i < crowds.Count; i++)
            {
                var run = await crowds[i]();
                if (round >= 0)
                    runs[i][round] = run;
            }

        double[][] times = [.. runs.Select(r => r.Select(m => m.Nanoseconds).ToArray())];
        return [.. runs.Select((r, i) => Standing.Of(r[0].Method, times[i], times[0], [.. r.Select(m => (double)m.Bytes)]))];
    }
}

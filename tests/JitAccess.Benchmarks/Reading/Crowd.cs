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

    /// <summary>Returns the median of several runs.</summary>
    public static async Task<Measured> RepeatAsync(int times, Func<Task<Measured>> run)
    {
        await run(); // compiles
        var runs = new List<Measured>();
        for (var i = 0; i < times; i++)
            runs.Add(await run());
        return runs[0] with { Nanoseconds = Median.Of(runs.Select(r => r.Nanoseconds)), Bytes = (long)Median.Of(runs.Select(r => (double)r.Bytes)) };
    }
}

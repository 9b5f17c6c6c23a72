namespace JitAccess.Benchmarks.Measuring;

/// <summary>What a turn of a contender took.</summary>
/// <param name="Elapsed">How long.</param>
/// <param name="Bytes">What the calling thread allocated meanwhile.</param>
internal readonly record struct Turn(TimeSpan Elapsed, long Bytes)
{
    public static async Task<Turn> MeasureAsync(Func<int, Task> runAsync, int times)
    {
        var bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        var started = TimeProvider.System.GetTimestamp();
        await runAsync(times);
        return new Turn(TimeProvider.System.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - bytesBefore);
    }
}

namespace JitAccess.Benchmarks.Scale;

/// <summary>Makes a population, weighs it, watches it do nothing, and ends it.</summary>
internal static class FootprintMeter
{
    public static async Task<Footprint> MeasureAsync(Population population, int size, TimeSpan settle, TimeSpan idle)
    {
        await MakeAndEndAsync(population, Math.Min(size, 50)); // what is made once for all is not theirs

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var members = await MakeAsync(population, size);
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Math.Max(size, 1);

        await Task.Delay(settle); // what making them has left behind, such as the compiler's work
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var started = TimeProvider.System.GetTimestamp();
        await Task.Delay(idle);
        var cpu = (Environment.CpuUsage.TotalTime - cpuBefore) / TimeProvider.System.GetElapsedTime(started);
        await EndAsync(members);
        return new Footprint(population.Name, bytes, 100 * cpu);
    }

    private static async Task MakeAndEndAsync(Population population, int size) => await EndAsync(await MakeAsync(population, size));

    private static async Task<IAsyncDisposable[]> MakeAsync(Population population, int size)
    {
        var members = new IAsyncDisposable[size];
        for (var i = 0; i < size; i++)
            members[i] = await population.CreateAsync(i);
        return members;
    }

    private static async Task EndAsync(IAsyncDisposable[] members)
    {
        foreach (var member in members)
            await member.DisposeAsync();
    }
}

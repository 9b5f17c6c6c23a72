namespace JitAccess.Benchmarks.Measuring;

/// <summary>Measures contenders in short turns, so that what slows the machine slows all of them.</summary>
/// <remarks>
/// Differences of a few percent drown in the drift between one minute and the next. Each round runs every contender once, in an order that
/// changes, and compares within the round; the interval is that of a median by order statistics, which asks nothing of the distribution.
/// Bytes are those of the calling thread, so they mean nothing where an operation changes threads.
/// </remarks>
internal static class Interleaved
{
    // Unoptimized code allocates more; the runtime replaces it once nothing new was compiled for a tenth of a second.
    private static readonly TimeSpan CompilerPause = TimeSpan.FromSeconds(0.5);

    /// <param name="contenders">The first is the baseline.</param>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="operations">How many operations one turn has.</param>
    /// <param name="warmUpRounds">How many rounds go ahead.</param>
    public static async Task<IReadOnlyList<Standing>> RunAsync(
        IReadOnlyList<Contender> contenders, int rounds, int operations, int warmUpRounds = 10)
    {
        var times = contenders.Select(_ => new double[rounds]).ToArray();
        var bytes = contenders.Select(_ => new double[rounds]).ToArray();
        for (var round = -warmUpRounds; round < rounds; round++)
        {
            if (round == -warmUpRounds / 2)
                await Task.Delay(CompilerPause);
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var step = round % 2 == 0 ? turn : contenders.Count - 1 - turn; // nobody always follows the same one
                var index = (round + warmUpRounds + step) % contenders.Count;
                await contenders[index].PrepareAsync();
                var measured = await contenders[index].MeasureAsync(operations);
                if (round < 0)
                    continue;
                times[index][round] = measured.Elapsed.TotalNanoseconds / operations;
                bytes[index][round] = (double)measured.Bytes / operations;
            }
        }

        return [.. contenders.Select((c, i) => Standing.Of(c.Name, times[i], times[0], bytes[i]))];
    }
}

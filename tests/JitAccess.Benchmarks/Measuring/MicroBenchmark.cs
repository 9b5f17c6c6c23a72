using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace JitAccess.Benchmarks.Measuring;

/// <summary>Runs a BenchmarkDotNet class in this process and returns its figures.</summary>
internal static class MicroBenchmark
{
    private static readonly Job Quick = Job.Default.WithWarmupCount(2).WithIterationCount(3).WithIterationTime(TimeInterval.FromMilliseconds(50));

    // Bounded: on a busy machine it would otherwise try long for a precision that is not to be had.
    private static readonly Job Proper = Job.Default.WithMaxWarmupCount(15).WithMaxIterationCount(25);

    /// <exception cref="InvalidOperationException">A benchmark failed; its error is on the console.</exception>
    public static IReadOnlyList<Measured> Run<TBenchmarks>(bool quick)
    {
        // In this process, since a program that BenchmarkDotNet generates could not be built offline with this tree's central settings.
        var job = (quick ? Quick : Proper).WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(10), logOutput: false));
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(quick ? NullLogger.Instance : ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "JitAccess.Benchmarks"))
            .WithOptions(ConfigOptions.DisableLogFile);

        var summary = BenchmarkRunner.Run<TBenchmarks>(config);
        foreach (var error in summary.ValidationErrors)
            Console.Error.WriteLine(error.Message);
        if (summary.HasCriticalValidationErrors || summary.Reports.IsEmpty || summary.Reports.Any(r => !r.Success || r.ResultStatistics is null))
            throw new InvalidOperationException($"A benchmark of {typeof(TBenchmarks).Name} failed.");

        return [.. summary.Reports.Select(r => new Measured(
            r.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo,
            r.BenchmarkCase.Parameters.ValueInfo,
            r.ResultStatistics!.Median,
            r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase) ?? throw new InvalidOperationException("No bytes were measured.")))];
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Npgsql;

namespace JitAccess.Benchmarks.Reporting;

/// <summary>Where figures come from: without it they mean nothing.</summary>
internal static class Machine
{
    public static string Describe(DateTimeOffset now, Version postgres)
    {
        var table = new MarkdownTable("Run", "") { IsText = true };
        table.Add("Date", Date(now));
        table.Add("Processor", $"{Processor()}, {Environment.ProcessorCount} logical");
        table.Add("Load average at the start", LoadAverage());
        table.Add("Operating system", RuntimeInformation.OSDescription);
        table.Add("Runtime", $"{RuntimeInformation.FrameworkDescription}, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC");
        table.Add("PostgreSQL", $"{postgres}, local, TLS");
        table.Add("Npgsql", VersionOf(typeof(NpgsqlConnection)));
        table.Add("AWSSDK.Core", VersionOf(typeof(ImmutableCredentials)));
        table.Add("BenchmarkDotNet", VersionOf(typeof(BenchmarkDotNet.Attributes.BenchmarkAttribute)));
        return table.ToString();
    }

    /// <summary>Says of a section that was not measured with the others when that was.</summary>
    public static string DescribeOccasion(DateTimeOffset now) => $"Measured apart: {Date(now)}, load average at the start {LoadAverage()}.";

    private static string Date(DateTimeOffset now) => now.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    // Linux only; elsewhere the architecture has to do.
    private static string Processor() =>
        (File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null) ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string LoadAverage() =>
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    // The package's version; the assembly version stays the same through a major one.
    private static string VersionOf(Type type) => System.Diagnostics.FileVersionInfo.GetVersionInfo(type.Assembly.Location).FileVersion ?? "unknown";
}

using System.Diagnostics;
using System.Reflection;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A program of this repository, in a process of its own.</summary>
internal static class ChildProgram
{
    /// <summary>Starts it, without the variables by which this machine may know an identity.</summary>
    /// <param name="name">Its name in the metadata of this assembly.</param>
    /// <param name="environment">What its environment says beside.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Process Start(string name, IEnumerable<KeyValuePair<string, string>> environment, params IEnumerable<string> arguments)
    {
        var dll = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
        var start = new ProcessStartInfo("dotnet", ["exec", dll, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(dll),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var variable in start.Environment.Keys.Where(static k => k.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return Process.Start(start)!;
    }
}

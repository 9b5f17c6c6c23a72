using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace JitAccess.ArchitectureTests;

/// <summary>The tree that these tests judge.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The files that are, or are about to be, committed.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // Deterministic builds map source paths, so the folder of the test assembly is tried too.
        foreach (var start in (string[])[AppContext.BaseDirectory, Path.GetDirectoryName(here) ?? ""])
            for (var directory = new DirectoryInfo(start); directory is { Exists: true }; directory = directory.Parent)
                if (File.Exists(Path.Combine(directory.FullName, "JitAccess.sln")))
                    return directory.FullName;
        throw new InvalidOperationException("JitAccess.sln was not found above the tests.");
    }

    private static string[] ListFiles()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files.Where(f => File.Exists(Path.Combine(Root, f)))];
    }
}

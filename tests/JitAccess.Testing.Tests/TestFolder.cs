namespace JitAccess.Testing.Tests;

/// <summary>A folder of one test, which the server's account can pass through, as it can the folder for temporary files.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("jitaccess-test-").FullName;

    public IReadOnlyList<string> Clusters => Directory.GetDirectories(Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace JitAccess.Testing.Tests;

/// <summary>A folder for the clusters of one test, so that no other test's sweep cleans up for it.</summary>
internal sealed class ParentFolder : IDisposable
{
    public ParentFolder()
    {
        // Where we are root, the server's account must be able to pass through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("jitaccess-tests-").FullName;

    public IReadOnlyList<string> Entries => Directory.GetFileSystemEntries(Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Globalization;
using System.Security.Cryptography;

namespace JitAccess.Testing.Internal;

/// <summary>The private folder of one cluster, locked by its owner, so that a folder left by a dead owner can be told.</summary>
/// <remarks>
/// The lock says who lives, not a process id: the system lets go of it however the owner ends, it holds across containers that share a folder
/// for temporary files, and unlike a process's start time it does not read differently from one observer to the next.
/// </remarks>
internal sealed class ClusterFolder : IDisposable
{
    private const string Prefix = "jitaccess-pg-";
    private const string OwnerFile = "owner";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly FileStream _lock;

    private ClusterFolder(string path, FileStream ownerLock)
    {
        Root = path;
        _lock = ownerLock;
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, "data");

    public string Log => Path.Combine(Root, "server.log");

    public string RootCertificate => Path.Combine(Root, "root.crt");

    public string ServerCertificate => Path.Combine(Root, "server.crt");

    public string ServerKey => Path.Combine(Root, "server.key");

    public static ClusterFolder Create(string? parent)
    {
        parent ??= Path.GetTempPath();
        var path = Path.Combine(parent, Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path); // what lies below the user's own folder is private already
            else
                Directory.CreateDirectory(path, OwnerOnly);
            var ownerLock = new FileStream(Path.Combine(path, OwnerFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);

            // Written once the lock is held: a sweep passes over an empty file, which may be one whose owner is about to lock it.
            ownerLock.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            ownerLock.Flush();
            return new ClusterFolder(path, ownerLock);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new LocalPostgresException(
                $"The folder of a throw-away PostgreSQL can't be made in '{parent}' ({e.Message}). Set LocalPostgresOptions.ParentDirectory, or TMPDIR, to a " +
                "folder that can be written to.", e);
        }
    }

    /// <summary>Finds folders whose owner is gone without having cleaned up, and locks them for the caller.</summary>
    public static IEnumerable<ClusterFolder> TakeAbandoned(string? parent)
    {
        parent ??= Path.GetTempPath();
        return !Directory.Exists(parent)
            ? []
            : Directory.EnumerateDirectories(parent, Prefix + "*").Select(TryTake).OfType<ClusterFolder>();
    }

    public void Delete()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                _lock.Dispose(); // an open file can't be removed there
            if (Directory.Exists(Root))
                Directory.Delete(Root, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // The next start sweeps what an open file keeps back now.
        }
    }

    /// <summary>Gives up the lock.</summary>
    public void Dispose() => _lock.Dispose();

    private static ClusterFolder? TryTake(string path)
    {
        try
        {
            // A folder that others can enter, or a link, is none of ours: stopping "its server" would signal whatever process a stranger wrote there.
            var owner = new FileInfo(Path.Combine(path, OwnerFile));
            var isOurs = new DirectoryInfo(path).LinkTarget is null && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0);
            return isOurs && owner is { Exists: true, Length: > 0 }
                ? new ClusterFolder(path, new FileStream(owner.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                : null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return null; // another user's, locked by a living owner, or gone meanwhile
        }
    }
}

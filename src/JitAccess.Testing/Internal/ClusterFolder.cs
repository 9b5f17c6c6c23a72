using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

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

    public string StandbySignal => Path.Combine(Data, "standby.signal");

    public string Log => Path.Combine(Root, "server.log");

    public string RootCertificate => Path.Combine(Root, "root.crt");

    public string PrimaryRootCertificate => Path.Combine(Root, "primary.crt");

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
            ownerLock.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
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
    public static IEnumerable<ClusterFolder> TakeAbandoned(string? parent) => Siblings(parent ?? Path.GetTempPath()).Select(TryTake).OfType<ClusterFolder>();

    /// <summary>Tells whether the server of this folder runs: an old process id may name somebody else by now, who must not be stopped.</summary>
    public bool HasPostmaster()
    {
        try
        {
            var id = File.ReadLines(Path.Combine(Data, "postmaster.pid")).FirstOrDefault();
            using var process = Process.GetProcessById(int.Parse(id ?? "", NumberStyles.None, CultureInfo.InvariantCulture));
            return OperatingSystem.IsLinux()
                ? new FileInfo($"/proc/{id}/cwd").ResolveLinkTarget(returnFinalTarget: false)?.FullName == new DirectoryInfo(Data).FullName
                : process.ProcessName == "postgres";
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>Removes the folder; <see langword="false"/> where an open file or a program that still writes keeps it back.</summary>
    public bool Delete()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                _lock.Dispose(); // an open file can't be removed there
            if (Directory.Exists(Root))
                Directory.Delete(Root, recursive: true);
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    /// <summary>Gives up the lock.</summary>
    public void Dispose() => _lock.Dispose();

    private static string[] Siblings(string parent)
    {
        try
        {
            return Directory.GetDirectories(parent, Prefix + "*");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return []; // creating a folder there will say what is wrong
        }
    }

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

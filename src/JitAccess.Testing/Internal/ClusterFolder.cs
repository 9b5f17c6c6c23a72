using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace JitAccess.Testing.Internal;

/// <summary>The private folder of one cluster, with a file that its owner holds locked, so that a folder left by a dead owner can be told.</summary>
/// <remarks>A lock, and no process id: it ends with its owner however that ends, and it is seen from another container that shares the folder.</remarks>
internal sealed class ClusterFolder
{
    private const string Prefix = "jitaccess-pg-";
    private const string OwnerFile = "owner";

    private readonly FileStream? _ownership;

    private ClusterFolder(string path, FileStream? ownership = null)
    {
        Root = path;
        _ownership = ownership;
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
            CreatePrivate(path);
            var ownership = new FileStream(Path.Combine(path, OwnerFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            ownership.Write("locked by its owner"u8);
            ownership.Flush();
            return new ClusterFolder(path, ownership);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new LocalPostgresException(
                $"The folder of a throw-away PostgreSQL can't be made in '{parent}' ({e.Message}). Set LocalPostgresOptions.ParentDirectory, or TMPDIR, to a " +
                "folder that can be written to.", e);
        }
    }

    /// <summary>Finds folders whose owner is gone without having cleaned up: killed, on a system without a guard.</summary>
    public static IEnumerable<ClusterFolder> Abandoned(string? parent)
    {
        foreach (var path in Siblings(parent ?? Path.GetTempPath()))
        {
            if (IsAbandoned(Path.Combine(path, OwnerFile)))
                yield return new ClusterFolder(path);
        }
    }

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
        _ownership?.Dispose();
        try
        {
            if (Directory.Exists(Root))
                Directory.Delete(Root, recursive: true);
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path); // the folder for temporary files is the account's own there
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

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

    private static bool IsAbandoned(string ownerFile)
    {
        try
        {
            using var locked = new FileStream(ownerFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return locked.Length > 0; // empty: made this moment, and about to be locked
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false; // alive, another user's, or half-made: not ours to touch
        }
    }
}

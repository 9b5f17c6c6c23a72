using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace JitAccess.Testing.Internal;

/// <summary>The private folder of one cluster, with a note of who owns it, so that a folder left by a dead owner can be told.</summary>
internal sealed class ClusterFolder
{
    private const string Prefix = "jitaccess-pg-";
    private const string OwnerFile = "owner";

    private ClusterFolder(string path) => Root = path;

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
            Directory.CreateDirectory(path);
            ServerAccount.Restrict(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var self = Process.GetCurrentProcess();
            File.WriteAllText(Path.Combine(path, OwnerFile), Owner(self));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new LocalPostgresException(
                $"The folder of a throw-away PostgreSQL can't be made in '{parent}' ({e.Message}). Set LocalPostgresOptions.ParentDirectory, or TMPDIR, to a " +
                "folder that can be written to.", e);
        }

        return new ClusterFolder(path);
    }

    /// <summary>Finds folders whose owner is gone without having cleaned up: killed, on a system without a guard.</summary>
    public static IEnumerable<ClusterFolder> Abandoned(string? parent)
    {
        foreach (var path in Directory.EnumerateDirectories(parent ?? Path.GetTempPath(), Prefix + "*"))
        {
            string owner;
            try
            {
                owner = File.ReadAllText(Path.Combine(path, OwnerFile));
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                continue; // another user's, or half-made: not ours to touch
            }

            if (!IsAlive(owner))
                yield return new ClusterFolder(path);
        }
    }

    public void Delete()
    {
        try
        {
            if (Directory.Exists(Root))
                Directory.Delete(Root, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // The next start sweeps what an open file keeps back now.
        }
    }

    // Process ids are used again; with the start time they name one process.
    private static string Owner(Process process) =>
        string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.StartTime.ToUniversalTime():yyyyMMddHHmmss}");

    private static bool IsAlive(string owner)
    {
        if (!int.TryParse(owner.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return true;
        try
        {
            using var process = Process.GetProcessById(id);
            return Owner(process) == owner;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

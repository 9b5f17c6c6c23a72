using System.Runtime.InteropServices;

namespace JitAccess.Testing.Internal;

/// <summary>The account that the server runs as: ours, or <c>postgres</c> where we are root, as which PostgreSQL refuses to run.</summary>
internal static class ServerAccount
{
    private const string UnprivilegedUser = "postgres";

    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    /// <summary>Puts a command into the server's account.</summary>
    public static string[] Wrap(params string[] command) => IsRoot
        ? ["setpriv", $"--reuid={UnprivilegedUser}", $"--regid={UnprivilegedUser}", "--init-groups", "--", .. command]
        : command;

    /// <summary>Gives a path, and all below it, to the server's account.</summary>
    public static async Task GiveAsync(string path, CancellationToken cancellationToken)
    {
        if (!IsRoot)
            return;

        var (code, output) = await ProcessRunner.TryRunAsync(
            ["chown", "-R", $"{UnprivilegedUser}:{UnprivilegedUser}", path], Path.GetTempPath(), cancellationToken).ConfigureAwait(false);
        if (code != 0)
            throw new LocalPostgresException(
                $"PostgreSQL refuses to run as root, and the folder {path} can't be given to the user '{UnprivilegedUser}' ({output.Trim()}). Create " +
                $"that user ('useradd --system {UnprivilegedUser}'; Debian's postgresql package does) or run as an ordinary user.");
    }

    public static void Restrict(string path, UnixFileMode mode)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            File.SetUnixFileMode(path, mode);
    }
}

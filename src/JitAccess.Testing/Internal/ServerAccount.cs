using System.Runtime.InteropServices;

namespace JitAccess.Testing.Internal;

/// <summary>The account that the server runs as: ours, or <c>postgres</c> where we are root, as which PostgreSQL refuses to run.</summary>
internal static class ServerAccount
{
    private const string UnprivilegedUser = "postgres";

    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>Puts a command into the server's account.</summary>
    public static string[] Wrap(params string[] command) => IsRoot
        ? ["setpriv", $"--reuid={UnprivilegedUser}", $"--regid={UnprivilegedUser}", "--init-groups", "--", .. command]
        : command;

    /// <summary>Gives a path, and all below it, to the server's account.</summary>
    public static Task GiveAsync(string path, CancellationToken cancellationToken) =>
        IsRoot ? GiveToAsync(UnprivilegedUser, path, cancellationToken) : Task.CompletedTask;

    internal static async Task GiveToAsync(string user, string path, CancellationToken cancellationToken)
    {
        var (code, output) = await ProcessRunner.TryRunAsync(
            ["chown", "-R", "--", $"{user}:{user}", path], Path.GetTempPath(), cancellationToken).ConfigureAwait(false);
        if (code != 0)
            throw new LocalPostgresException(
                $"PostgreSQL refuses to run as root, and the folder {path} can't be given to the user '{user}' ({output.Trim()}). Create that user " +
                $"('useradd --system {user}'; Debian's postgresql package does) or run as an ordinary user.");
    }

    public static void Restrict(string path, UnixFileMode mode)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            File.SetUnixFileMode(path, mode);
    }
}

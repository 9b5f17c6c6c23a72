using System.Diagnostics;

namespace JitAccess.Testing.Internal;

/// <summary>Cleans up after an owner that was killed.</summary>
/// <remarks>
/// A shell of its own session reads from a pipe that only we hold. Whatever ends us, a kill included, closes the pipe; the read ends, and the
/// shell stops the server and removes the folder. Where there is no <c>sh</c>, the next start sweeps.
/// </remarks>
internal sealed class ClusterGuard : IDisposable
{
    private const string Script =
        """
        trap '' HUP INT TERM
        read -r _
        folder=$1; shift
        "$@" >/dev/null 2>&1
        rm -rf -- "$folder"
        """;

    private readonly Process _shell;

    private ClusterGuard(Process shell) => _shell = shell;

    public static ClusterGuard? Start(ClusterFolder folder, string[] stopCommand)
    {
        if (OperatingSystem.IsWindows())
            return null;

        string[] session = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];
        var start = ProcessRunner.StartInfo([.. session, "/bin/sh", "-c", Script, "jitaccess-guard", folder.Root, .. stopCommand], "/");
        return new ClusterGuard(Process.Start(start)!);
    }

    public void Dispose()
    {
        // Killed, not told: the owner has cleaned up itself.
        _shell.Kill();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}

using System.Diagnostics;

namespace JitAccess.Testing.Internal;

/// <summary>Cleans up after an owner that was killed.</summary>
/// <remarks>
/// A shell of its own session reads from a pipe that only we hold. Whatever ends us, a kill included, closes the pipe; the read ends, and the
/// shell stops the server and removes the folder, more than once where a dying program still writes. Where there is no <c>sh</c>, the next start sweeps.
/// </remarks>
internal sealed class ClusterGuard
{
    private const string Script =
        """
        trap '' HUP INT TERM
        exec >/dev/null 2>&1
        read -r _
        folder=$1; shift
        for _ in 1 2 3 4 5; do
          "$@"
          rm -rf -- "$folder" && exit
          sleep 1
        done
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

    /// <summary>Ends the guard, the owner having cleaned up itself; what it could not remove is left to the guard.</summary>
    public void End(bool leaveTheRest)
    {
        if (leaveTheRest)
            _shell.StandardInput.Close();
        else
            _shell.Kill();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}

using System.Diagnostics;

namespace Playground.Orders;

/// <summary>Ends the service where the Playground was killed and could not.</summary>
/// <remarks>A shell of its own session reads from a pipe that only the Playground holds. Whatever ends the Playground closes the pipe; the read ends,
/// and the shell asks the service to stop, and then makes it.</remarks>
internal sealed class Guard : IDisposable
{
    private const string Script =
        """
        trap '' HUP INT TERM
        exec >/dev/null 2>&1
        read -r _
        kill -TERM "$1" || exit
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
          sleep 1
          kill -0 "$1" || exit
        done
        kill -KILL "$1"
        """;

    private readonly Process _shell;

    private Guard(Process shell) => _shell = shell;

    /// <summary>Starts to guard a process; <see langword="null"/> where there is no <c>sh</c>.</summary>
    public static Guard? Over(int processId)
    {
        if (OperatingSystem.IsWindows())
            return null;
        string[] command = ["/bin/sh", "-c", Script, "playground-guard", $"{processId}"];
        if (File.Exists("/usr/bin/setsid"))
            command = ["/usr/bin/setsid", .. command];
        return new Guard(Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = "/" })!);
    }

    /// <summary>Ends the guard; the service has ended.</summary>
    public void Dispose()
    {
        _shell.Kill();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}

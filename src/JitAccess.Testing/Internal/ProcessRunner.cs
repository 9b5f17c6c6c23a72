using System.ComponentModel;
using System.Diagnostics;

namespace JitAccess.Testing.Internal;

/// <summary>Runs a program to its end: arguments as a list, output captured, no <c>PG*</c> variable inherited, killed when cancelled.</summary>
internal static class ProcessRunner
{
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command, string workingDirectory)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(static k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    public static async Task<string> RunAsync(IReadOnlyList<string> command, string workingDirectory, CancellationToken cancellationToken)
    {
        var (code, output) = await TryRunAsync(command, workingDirectory, cancellationToken).ConfigureAwait(false);
        return code == 0 ? output : throw new LocalPostgresException($"'{command[0]}' ended with code {code}: {output.Trim()}");
    }

    public static async Task<(int ExitCode, string Output)> TryRunAsync(
        IReadOnlyList<string> command, string workingDirectory, CancellationToken cancellationToken)
    {
        using var process = Start(command, workingDirectory);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private static Process Start(IReadOnlyList<string> command, string workingDirectory)
    {
        try
        {
            return Process.Start(StartInfo(command, workingDirectory))!;
        }
        catch (Win32Exception e)
        {
            throw new LocalPostgresException($"'{command[0]}' can't be started: {e.Message}.", e);
        }
    }
}

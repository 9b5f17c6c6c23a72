using System.Diagnostics;
using System.Globalization;

namespace JitAccess.Testing.Tests;

/// <summary>Another process that owns a server, so that a test can kill it.</summary>
internal sealed class OwnerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private OwnerProcess(Process process, string cluster)
    {
        _process = process;
        Cluster = cluster;
    }

    /// <summary>Gets the folder of its server.</summary>
    public string Cluster { get; }

    public static async Task<OwnerProcess> StartAsync(string parent)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "JitAccess.Testing.TestHost.dll"), parent },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } cluster)
            return new OwnerProcess(process, cluster);
        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Returns the server's first process, whose id it noted itself.</summary>
    public Process GetServer()
    {
        var id = File.ReadLines(Path.Combine(Cluster, "data", "postmaster.pid")).First();
        return Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
    }

    /// <summary>Kills it and none of its children: SIGKILL where there are signals.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets it end in good order.</summary>
    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}

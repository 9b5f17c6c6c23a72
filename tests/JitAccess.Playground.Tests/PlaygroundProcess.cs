using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using JitAccess.Testing.Internal;

namespace JitAccess.Playground.Tests;

/// <summary>The Playground as a user starts it, until its page answers.</summary>
public sealed partial class PlaygroundProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5); // of a machine that does much else
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HeldPort _port; // of the service
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _page = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _service = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PlaygroundProcess(Process process, HeldPort port)
    {
        (_process, _port) = (process, port);
        process.OutputDataReceived += OnOutput;
        process.ErrorDataReceived += OnOutput;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Page { get; private set; } = null!;

    public int ServiceId { get; private set; }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static async Task<PlaygroundProcess> StartAsync(string environment, params string[] arguments)
    {
        var dll = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Playground").Value!;
        var port = HeldPort.Take(IPAddress.Loopback);
        var start = new ProcessStartInfo("dotnet", ["exec", dll, "--port", $"{port.Number}", "--page-port", "0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        var playground = new PlaygroundProcess(Process.Start(start)!, port);
        try
        {
            playground.ServiceId = await playground._service.Task.WaitAsync(StartLimit, TestContext.Current.CancellationToken);
            playground.Page = await playground._page.Task.WaitAsync(StartLimit, TestContext.Current.CancellationToken);
            return playground;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await playground.DisposeAsync();
            throw new InvalidOperationException($"The Playground did not start:\n{playground.Output}", e);
        }
    }

    /// <summary>Ends it as nobody should: without a chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Not INT: what a shell runs in the background, as this test may be, ignores that, and so does what it starts.
            using (var terminate = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
                await terminate.WaitForExitAsync(CancellationToken.None);
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        _port.Dispose();
    }

    private void OnOutput(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            _page.TrySetException(new TimeoutException("it ended"));
            _service.TrySetException(new TimeoutException("it ended"));
            return;
        }

        lock (_output)
            _output.AppendLine(line.Data);
        if (ServiceLine().Match(line.Data) is { Success: true } service)
            _service.TrySetResult(int.Parse(service.Groups[1].Value, null));
        if (PageLine().Match(line.Data) is { Success: true } page)
            _page.TrySetResult(new Uri(page.Groups[1].Value));
    }

    [GeneratedRegex(@"^\s+(http://\S+)\s+the page:")]
    private static partial Regex PageLine();

    [GeneratedRegex(@"^\s+OrdersApi\s+process (\d+)")]
    private static partial Regex ServiceLine();
}

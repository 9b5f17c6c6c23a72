using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Playground.Orders;

/// <summary>OrdersApi as a process of its own, told by environment variables what a deployment would tell it.</summary>
internal sealed class OrdersApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2); // on a machine that does much else
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1); // it may have leases to give up

    // How it logs is no matter of its deployment, which the variables are.
    private static readonly string[] LogArguments = ["--Logging:Console:FormatterName=json", "--Logging:LogLevel:JitAccess=Debug"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private readonly Guard? _guard;
    private readonly Action<LogLine> _log;

    private OrdersApiProcess(Process process, Uri address, Action<LogLine> log)
    {
        _process = process;
        _guard = Guard.Over(process.Id);
        _log = log;
        Address = address;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
    }

    public int Id => _process.Id;

    public Uri Address { get; }

    public HttpClient Client { get; }

    public bool HasExited => _process.HasExited;

    /// <exception cref="PlaygroundException">Somebody listens on the port.</exception>
    public static void RefusePortInUse(int port, string option)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new PlaygroundException($"port {port} can't be used ({e.SocketErrorCode}); stop what listens there, or choose another by {option}.", e);
        }
    }

    public static async Task<OrdersApiProcess> StartAsync(
        int port, IEnumerable<(string Name, string? Value)> variables, Action<LogLine> log, CancellationToken cancellationToken)
    {
        var dll = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OrdersApi").Value!;
        if (!File.Exists(dll))
            throw new PlaygroundException($"OrdersApi is not built ({dll}); run 'dotnet build'.");

        var address = new Uri($"http://127.0.0.1:{port}/");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet", ["exec", dll, .. LogArguments])
        {
            WorkingDirectory = Path.GetDirectoryName(dll),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables(variables, address))
            start.Environment[name] = value;

        var service = new OrdersApiProcess(Process.Start(start)!, address, log);
        service._process.OutputDataReceived += service.OnOutput;
        service._process.ErrorDataReceived += service.OnOutput;
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        try
        {
            await service.WaitUntilHealthyAsync(cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns all variables of the service: those that <c>samples/aspire/apphost.cs</c> sets, and where it listens.</summary>
    public static IEnumerable<(string Name, string? Value)> Variables(IEnumerable<(string Name, string? Value)> variables, Uri address) =>
        variables.Concat([("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", address.ToString())]);

    /// <summary>Has its credential replaced.</summary>
    /// <exception cref="HttpRequestException">It was not; the issuer may be away.</exception>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        using var answer = await Client.PostAsync(new Uri("credentials/rotate", UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Asks it to stop, as a supervisor does, and ends it where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            if (!OperatingSystem.IsWindows())
                await TerminateAsync();
            using var limit = new CancellationTokenSource(OperatingSystem.IsWindows() ? TimeSpan.Zero : StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _guard?.Dispose();
        _process.Dispose();
    }

    private async Task TerminateAsync()
    {
        // Its complaint is kept out of the output: Ctrl-C may have ended the service meanwhile.
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", $"{_process.Id}"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    private async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StartLimit)
        {
            if (_process.HasExited)
                throw new PlaygroundException($"OrdersApi ended at start with code {_process.ExitCode}. Its last words:\n{string.Join('\n', _output)}");
            try
            {
                using var answer = await Client.GetAsync(new Uri("health", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(100, cancellationToken);
        }

        throw new PlaygroundException($"OrdersApi was not healthy within {StartLimit.TotalSeconds:0} s. Its last words:\n{string.Join('\n', _output)}");
    }

    private void OnOutput(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        var parsed = LogLine.Parse(line.Data);
        if (parsed is not null)
            _log(parsed);
        _output.Enqueue(parsed?.ToString() ?? line.Data);
        while (_output.Count > 20)
            _output.TryDequeue(out _);
    }
}

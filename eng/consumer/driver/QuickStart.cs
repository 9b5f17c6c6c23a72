using System.Diagnostics;
using System.Text;
using JitAccess.Testing;

/// <summary>The README's program in a process of its own; what differs from its text comes by environment variables, as in production.</summary>
internal sealed class QuickStart : IAsyncDisposable
{
    private const string ListeningOn = "Now listening on: ";
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Process _process;

    private QuickStart(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The service ended:\n{Output}"));
    }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static async Task<QuickStart> StartAsync(string assembly, RdsIamPostgres postgres, RdsIamKey key)
    {
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly)!, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ConnectionStrings__orders"] = postgres.ConnectionString;
        start.Environment["JitAccess__Databases__orders__TokenEndpoints__0__Connect"] = postgres.ConnectEndpoint.ToString();
        start.Environment["JitAccess__Databases__orders__TokenEndpoints__0__Token"] = postgres.TokenEndpoint.ToString();
        start.Environment["AWS_ACCESS_KEY_ID"] = key.AccessKeyId;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = key.RevealSecretAccessKey();
        start.Environment["AWS_SESSION_TOKEN"] = key.RevealSessionToken();
        var service = new QuickStart(start);
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        service._client.BaseAddress = await service._address.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return service;
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.IndexOf(ListeningOn, StringComparison.Ordinal) is var at and >= 0)
            _address.TrySetResult(new Uri(line[(at + ListeningOn.Length)..].Trim()));
    }
}

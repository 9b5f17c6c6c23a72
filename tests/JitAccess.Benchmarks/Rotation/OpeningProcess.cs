using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Opening;

namespace JitAccess.Benchmarks.Rotation;

/// <summary>A process that opens connections of one kind and measures it, when it is told to.</summary>
/// <remarks>
/// Npgsql meets one class of logger in an application with one database, and the compiler makes use of that. Where contenders of two kinds open in one
/// process it meets two, which slows both.
/// </remarks>
internal sealed class OpeningProcess : IAsyncDisposable
{
    public const string Argument = "--opens";

    private readonly Process _process;

    private OpeningProcess(Process process) => _process = process;

    /// <summary>Starts this program once more, and waits until its pool is warm.</summary>
    public static async Task<OpeningProcess> StartAsync(OpeningKind kind, UsersAccess access)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(OpeningProcess).Assembly.Location);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(kind.ToString());
        var process = new OpeningProcess(Process.Start(start)!);
        await process.AskAsync(JsonSerializer.Serialize(access));
        return process;
    }

    /// <summary>Has the process open and close connections.</summary>
    public async Task<Turn> MeasureAsync(OpenLoop loop, int times)
    {
        var answer = (await AskAsync(string.Create(CultureInfo.InvariantCulture, $"{loop.Name} {times}"))).Split(' ');
        return new Turn(
            TimeSpan.FromTicks(long.Parse(answer[0], CultureInfo.InvariantCulture)), long.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The other side: opens until nobody asks any more.</summary>
    public static async Task<int> AnswerAsync(OpeningKind kind, TextReader input, TextWriter output)
    {
        var access = JsonSerializer.Deserialize<UsersAccess>((await input.ReadLineAsync())!)!;
        await using var opener = await Opener.CreateAsync(kind, access);
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is { } asked)
        {
            var words = asked.Split(' ');
            var loop = OpenLoop.All.Single(l => l.Name == words[0]);
            var turn = await Turn.MeasureAsync(times => loop.RunAsync(opener.DataSource, times), int.Parse(words[1], CultureInfo.InvariantCulture));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{turn.Elapsed.Ticks} {turn.Bytes}"));
        }

        return 0;
    }

    private async Task<string> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("A process that opens connections has ended; its error is on the console.");
    }
}

using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Opening;

namespace JitAccess.Benchmarks.Rotation;

/// <summary>Several processes of one kind that take turns: what the compiler makes of the same code differs by some percent from process to process.</summary>
internal sealed class OpeningProcesses : IAsyncDisposable
{
    private readonly List<OpeningProcess> _processes = [];
    private int _turns;

    public static async Task<OpeningProcesses> StartAsync(OpeningKind kind, int count, UsersAccess access)
    {
        var result = new OpeningProcesses();
        try
        {
            while (result._processes.Count < count)
                result._processes.Add(await OpeningProcess.StartAsync(kind, access));
            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    public Contender Contender(string name, OpenLoop loop) => new(name, times => _processes[_turns++ % _processes.Count].MeasureAsync(loop, times));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }
}

using JitAccess.Testing;

namespace JitAccess.Playground.Tests;

/// <summary>A Playground that the tests of a class share.</summary>
public abstract class SharedPlayground(string environment, params string[] arguments) : IAsyncLifetime
{
    private PlaygroundProcess? _process;

    public PlaygroundProcess Process
    {
        get
        {
            Requirement.LocalPostgres();
            return _process!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (LocalPostgres.IsAvailable)
            _process = await PlaygroundProcess.StartAsync(environment, arguments);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

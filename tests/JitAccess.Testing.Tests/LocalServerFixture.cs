namespace JitAccess.Testing.Tests;

/// <summary>One server for the tests that change nothing, where there are programs to start it.</summary>
public sealed class LocalServerFixture : IAsyncLifetime
{
    private LocalPostgres? _server;

    public LocalPostgres Server
    {
        get
        {
            Local.Require();
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (LocalPostgres.IsAvailable)
            _server = await LocalPostgres.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

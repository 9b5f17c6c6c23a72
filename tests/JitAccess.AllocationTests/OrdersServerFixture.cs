using JitAccess.Benchmarks.Opening;
using JitAccess.Testing;

namespace JitAccess.AllocationTests;

/// <summary>One server for the tests of a class.</summary>
public sealed class OrdersServerFixture : IAsyncLifetime
{
    private const string RequireLocal = "JITACCESS_REQUIRE_LOCAL";

    private OrdersServer? _server;

    /// <summary>Gets the server, or ends the test where there can be none.</summary>
    internal OrdersServer Server
    {
        get
        {
            if (_server is null && Environment.GetEnvironmentVariable(RequireLocal) == "1")
                Assert.Fail($"{RequireLocal}=1, but no local PostgreSQL programs were found");
            if (_server is null)
                Assert.Skip("no local PostgreSQL programs were found");
            return _server;
        }
    }

    public async ValueTask InitializeAsync() => _server = LocalPostgres.IsAvailable ? await OrdersServer.StartAsync() : null;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

using Amazon;
using JitAccess.IntegrationTests.Rotation;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A real server on a clock of which hours go by at once. Timers do not hear of it: whatever is under way goes on as it was.</summary>
public sealed class SkippingServer : IAsyncLifetime
{
    private readonly SkippedTime _time = new();
    private TimeSpan _skipped;
    private SharedClockServer? _server;

    public TimeProvider Time => _time;

    public TestServer Server => _server!;

    public void Skip(TimeSpan time)
    {
        _time.Skip(time);
        _skipped += time;

        // The AWS SDK signs by the machine's clock. It is the machine's clock that goes on here, and it is told so.
        AWSConfigs.ManualClockCorrection = _skipped;
    }

    public async ValueTask InitializeAsync()
    {
        if (Testing.LocalPostgres.IsAvailable)
            _server = await SharedClockServer.StartAsync(_time);
    }

    public async ValueTask DisposeAsync()
    {
        AWSConfigs.ManualClockCorrection = null;
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Ends a test that needs local programs where there are none.</summary>
    public void Require()
    {
        if (_server is null)
            LocalServer.SkipOrFail();
    }
}

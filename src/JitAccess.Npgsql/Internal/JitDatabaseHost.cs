using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess.Internal;

/// <summary>Ties the databases to the host: errors show at start, leases end after every worker has stopped.</summary>
internal sealed class JitDatabaseHost(IServiceProvider services, IEnumerable<JitDatabaseRegistration> registrations) : IHostedLifecycleService
{
    private JitDatabase[] _databases = [];

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _databases = [.. registrations.Select(r => services.GetRequiredKeyedService<JitDatabase>(r.Name))];
        return Task.CompletedTask;
    }

    // Not before: OpenTelemetry begins to listen in its own StartAsync, which it puts first, and would miss the first mint of every database.
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Array.ConvertAll(_databases, database => database.PrefetchAsync(cancellationToken)));

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Array.ConvertAll(_databases, database => database.RevokeAsync(cancellationToken)));

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

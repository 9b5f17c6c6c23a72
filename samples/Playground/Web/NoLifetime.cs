using Microsoft.Extensions.Hosting;

namespace Playground.Web;

/// <summary>Leaves signals to the Playground: Ctrl-C ends everything in its order.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

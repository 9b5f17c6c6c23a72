using Microsoft.Extensions.Hosting;

namespace JitAccess.Testing.Internal.Http;

/// <summary>Leaves the process alone: Ctrl+C belongs to the test run or the sample, not to a server within it.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

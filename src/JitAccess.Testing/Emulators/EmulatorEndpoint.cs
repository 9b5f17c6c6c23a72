using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing;

/// <summary>One service at its own address: it goes down and comes back, slows down and refuses without the others.</summary>
public sealed class EmulatorEndpoint
{
    private readonly EmulatorServer _server;
    private readonly EmulatorPipeline _pipeline;

    internal EmulatorEndpoint(EmulatorServer server, EmulatorPipeline pipeline)
    {
        _server = server;
        _pipeline = pipeline;
    }

    /// <summary>Gets the address that clients use, as the service URL of an AWS client; it stays the same for the emulator's life.</summary>
    public Uri Address => _server.Address;

    /// <summary>Gets what can be made to go wrong.</summary>
    public EmulatorFaults Faults => _pipeline.Faults;

    /// <summary>Gets the requests that were answered, the oldest first.</summary>
    public IReadOnlyList<EmulatorRequest> Requests => _pipeline.Requests.All;

    /// <summary>Returns how many requests of an operation were served, those whose answer was lost among them.</summary>
    /// <param name="operation">The operation, such as <c>GetRoleCredentials</c>.</param>
    public int CountServed(string operation) => Requests.Count(r => r.Operation == operation && r.Error is null);

    /// <summary>Takes the service down: connections break, new ones are refused. What it knows survives.</summary>
    public Task StopListeningAsync() => _server.StopListeningAsync();

    /// <summary>Brings the service back on the same port.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">Somebody has taken the port.</exception>
    public Task ResumeAsync(CancellationToken cancellationToken = default) => _server.ResumeAsync(cancellationToken);

    internal static EmulatorEndpoint Create(EmulatorSettings settings, EmulatorService service)
    {
        var pipeline = new EmulatorPipeline(service, settings);
        return new(new EmulatorServer(settings.ListenAddress, settings.Certificate?.Certificate, pipeline.HandleAsync), pipeline);
    }

    internal Task StartAsync(int port, CancellationToken cancellationToken) => _server.StartAsync(port, cancellationToken);

    internal async ValueTask DisposeAsync()
    {
        _pipeline.Stop();
        await _server.DisposeAsync().ConfigureAwait(false);
        _pipeline.Dispose();
    }
}

using System.Net;
using System.Net.Sockets;

namespace JitAccess.IntegrationTests;

/// <summary>A DNS name in the shape of a port: it leads to one server, then to another, as the endpoint of a cluster does.</summary>
internal sealed class MovingEndpoint : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private volatile int _target;

    public MovingEndpoint(int target)
    {
        _target = target;
        _listener = new LoopbackListener(RelayAsync);
    }

    public int Port => _listener.Port;

    public void MoveTo(int target) => _target = target;

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task RelayAsync(TcpClient client, CancellationToken stopping)
    {
        using var server = new TcpClient();
        using (client)
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, stopping);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(near.CopyToAsync(far, stopping), far.CopyToAsync(near, stopping));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Either side has gone, which is what closing both says.
            }
    }
}

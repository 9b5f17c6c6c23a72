using System.Net;
using System.Net.Sockets;

namespace JitAccess.Testing.Internal;

/// <summary>A port that nobody else is given while nobody listens on it: connections to it are refused, and who listens on it next has it.</summary>
/// <remarks>
/// A socket that is bound and never listens. Linux lets others be bound beside it and one of them listen, in any process, if all allow that an
/// address is used again, as .NET, Go and PostgreSQL do; it gives such a port to nobody who asks for any, nor to a connection that goes out. Elsewhere
/// the port is only one that was free.
/// </remarks>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _socket;

    private HeldPort(Socket socket)
    {
        _socket = socket;
        Number = ((IPEndPoint)socket.LocalEndPoint!).Port;
        if (!OperatingSystem.IsLinux())
            socket.Dispose();
    }

    public int Number { get; }

    /// <summary>Takes a port of one address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <exception cref="SocketException">Somebody listens on it.</exception>
    public static HeldPort Take(IPAddress address, int port = 0) => Bind(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp), address, port);

    /// <summary>Takes a port that is free at every address, such as both of <c>localhost</c>.</summary>
    public static HeldPort TakeEverywhere() => Socket.OSSupportsIPv6
        ? Bind(new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true }, IPAddress.IPv6Any, 0)
        : Take(IPAddress.Any);

    public void Dispose() => _socket.Dispose();

    private static HeldPort Bind(Socket socket, IPAddress address, int port)
    {
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return new HeldPort(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace JitAccess.IntegrationTests;

/// <summary>Chooses a port for a program that will listen on it a while later.</summary>
/// <remarks>A port that the system gave for a moment it gives away again, to a listener or to a connection of any process, before the program has it or
/// as soon as the program has ended. It never gives one of these by itself: dynamic ports begin at 32768 on Linux, at 49152 elsewhere.</remarks>
internal static class UnassignedPort
{
    private const int First = 20_000;
    private const int Count = 32_768 - First;

    private static int _last = RandomNumberGenerator.GetInt32(Count);

    /// <summary>Returns one that nobody listens on, and each but once.</summary>
    public static int Choose()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % Count);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // somebody was told to listen there
            }
        }
    }
}

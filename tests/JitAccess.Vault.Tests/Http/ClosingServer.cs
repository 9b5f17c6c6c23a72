using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JitAccess.Vault.Tests.Http;

/// <summary>Answers a token's lookup, and closes the connection in good order where it is asked for a user: .NET then takes it for idle.</summary>
internal sealed class ClosingServer : IAsyncDisposable
{
    private const string Token = """{"data":{"ttl":0,"type":"service"}}""";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;
    private int _asked;

    public ClosingServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Asked => Volatile.Read(ref _asked);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync(); // and not by stopping the listener, which between two clients is another error
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                var stream = client.GetStream();
                while (await ReadRequestAsync(stream, _stopping.Token) is { Length: > 0 } request)
                {
                    if (request.Contains("/creds/", StringComparison.Ordinal))
                    {
                        Interlocked.Increment(ref _asked);
                        client.Client.Shutdown(SocketShutdown.Send);
                        break;
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Token.Length}\r\n\r\n{Token}"));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            // The end.
        }
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, cancellationToken) > 0)
            text.Append((char)buffer[0]);
        return text.ToString();
    }
}

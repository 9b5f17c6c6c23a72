using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>Stands between clients and a server, ends TLS on both sides with a certificate of its own, and writes down what clients send.</summary>
internal sealed class ProtocolRelay : IAsyncDisposable
{
    private const int HeaderOfTypedMessage = 5;
    private const int HeaderOfFirstMessage = 4;
    private const int SslRequestCode = 80877103;

    // AuthenticationCleartextPassword
    private static readonly byte[] ClearTextRequest = [(byte)'R', 0, 0, 0, 8, 0, 0, 0, 3];

    private readonly TestCertificateAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _serverRoots = [];
    private readonly RelayFaults _faults;
    private readonly TestServer _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<FrontendMessage> _messages = new();
    private readonly Channel<Exception?> _ends = Channel.CreateUnbounded<Exception?>();
    private readonly Task _accepting;

    public ProtocolRelay(TestServer server, RelayFaults? faults = null)
    {
        _server = server;
        _faults = faults ?? new RelayFaults();
        var (certificate, key) = _authority.IssueServerCertificate("localhost", server.Token.Host);
        _certificate = X509Certificate2.CreateFromPem(certificate, key);
        _serverRoots.ImportFromPemFile(server.RootCertificatePath);
        File.WriteAllText(RootCertificatePath, _authority.CertificatePem);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public JitEndpoint Connect => new("localhost", ((IPEndPoint)_listener.LocalEndpoint).Port);

    public string RootCertificatePath { get; } = Path.GetTempFileName();

    /// <summary>Returns what clients have sent since the last time this was asked.</summary>
    public IReadOnlyList<FrontendMessage> Take()
    {
        var taken = new List<FrontendMessage>();
        while (_messages.TryDequeue(out var message))
            taken.Add(message);
        return taken;
    }

    /// <summary>Waits until a session has ended, so that nothing of it is still on its way.</summary>
    public async Task SessionEndedAsync(CancellationToken cancellationToken)
    {
        if (await _ends.Reader.ReadAsync(cancellationToken) is { } failure)
            throw new InvalidOperationException("The relay failed.", failure);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
        File.Delete(RootCertificatePath);
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        Exception? failure = null;
        try
        {
            using (client)
            using (var server = new TcpClient(_server.Connect.Host, _server.Connect.Port))
            {
                client.NoDelay = server.NoDelay = true;
                await using var fromClient = await AcceptTlsAsync(client.GetStream());
                await using Stream toServer = _faults.EndsTls ? server.GetStream() : await ConnectTlsAsync(server.GetStream());
                var answers = toServer.CopyToAsync(fromClient, _stopping.Token);
                await ForwardMessagesAsync(fromClient, toServer);
                await answers; // the server closes after the client's goodbye
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            failure = e;
        }

        _ends.Writer.TryWrite(failure);
    }

    private async Task<SslStream> AcceptTlsAsync(NetworkStream network)
    {
        var request = new byte[8];
        await network.ReadExactlyAsync(request, _stopping.Token);
        if (BinaryPrimitives.ReadInt32BigEndian(request.AsSpan(4)) != SslRequestCode)
            throw new InvalidDataException("The client's first words were no SSLRequest.");
        _messages.Enqueue(new FrontendMessage("SSLRequest", request.Length));
        await network.WriteAsync("S"u8.ToArray(), _stopping.Token);
        var tls = new SslStream(network);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stopping.Token);
        return tls;
    }

    private async Task<SslStream> ConnectTlsAsync(NetworkStream network)
    {
        var request = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(4), SslRequestCode);
        await network.WriteAsync(request, _stopping.Token);
        await network.ReadExactlyAsync(request.AsMemory(0, 1), _stopping.Token);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_serverRoots);
        var tls = new SslStream(network);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = _server.Token.Host, CertificateChainPolicy = policy }, _stopping.Token);
        return tls;
    }

    private async Task ForwardMessagesAsync(Stream client, Stream server)
    {
        if (_faults.AsksForTheCredential)
        {
            var startup = await ReadAsync("StartupMessage", HeaderOfFirstMessage);
            await client.WriteAsync(ClearTextRequest, _stopping.Token);
            await ReadAsync(null, HeaderOfTypedMessage);
            await server.WriteAsync(startup, _stopping.Token);
        }
        else
        {
            await ForwardAsync("StartupMessage", HeaderOfFirstMessage);
        }

        while (await ForwardAsync(null, HeaderOfTypedMessage) != "X")
        {
        }

        // A message is written down before it is passed on, so whoever has seen its effect finds it here.
        async Task<string> ForwardAsync(string? name, int header)
        {
            var message = await ReadAsync(name, header);
            name ??= ((char)message[0]).ToString();
            await server.WriteAsync(name == "p" && _faults.CutsCredentialsTo is { } length ? Cut(message, length) : message, _stopping.Token);
            return name;
        }

        async Task<byte[]> ReadAsync(string? name, int header)
        {
            var buffer = new byte[header];
            await client.ReadExactlyAsync(buffer, _stopping.Token);
            var length = header - 4 + BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(header - 4));
            Array.Resize(ref buffer, length);
            await client.ReadExactlyAsync(buffer.AsMemory(header), _stopping.Token);
            _messages.Enqueue(new FrontendMessage(name ?? ((char)buffer[0]).ToString(), length));
            return buffer;
        }
    }

    private static byte[] Cut(byte[] message, int length)
    {
        var cut = message[..(HeaderOfTypedMessage + length + 1)];
        cut[^1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(1), cut.Length - 1);
        return cut;
    }
}

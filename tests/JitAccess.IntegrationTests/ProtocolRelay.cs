using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;

namespace JitAccess.IntegrationTests;

/// <summary>Stands between clients and a server, ends TLS on both sides with a certificate of its own, and writes down what clients send.</summary>
internal sealed class ProtocolRelay : IAsyncDisposable
{
    private readonly ListenerCertificate _certificate;
    private readonly X509Certificate2Collection _serverRoots = [];
    private readonly RelayFaults _faults;
    private readonly TestServer _server;
    private readonly ConcurrentQueue<FrontendMessage> _messages = new();
    private readonly Channel<Exception?> _ends = Channel.CreateUnbounded<Exception?>();
    private readonly LoopbackListener _listener;

    public ProtocolRelay(TestServer server, RelayFaults? faults = null)
    {
        _server = server;
        _faults = faults ?? new RelayFaults();
        _certificate = new ListenerCertificate("localhost", server.Token.Host);
        _serverRoots.ImportFromPemFile(server.RootCertificatePath);
        _listener = new LoopbackListener(RelayAsync);
    }

    public JitEndpoint Connect => new("localhost", _listener.Port);

    public string RootCertificatePath => _certificate.RootPath;

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
        await _listener.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task RelayAsync(TcpClient client, CancellationToken stopping)
    {
        Exception? failure = null;
        try
        {
            using (client)
            using (var server = new TcpClient(_server.Connect.Host, _server.Connect.Port))
            {
                client.NoDelay = server.NoDelay = true;
                await using var fromClient = await FrontendStream.AcceptTlsAsync(client.GetStream(), _certificate.Context, stopping);
                _messages.Enqueue(new FrontendMessage("SSLRequest", FrontendStream.HeaderOfFirstMessage + sizeof(int)));
                await using Stream toServer = _faults.EndsTls ? server.GetStream() : await ConnectTlsAsync(server.GetStream(), stopping);
                var answers = toServer.CopyToAsync(fromClient, stopping);
                await ForwardMessagesAsync(fromClient, toServer, stopping);
                await answers; // the server closes after the client's goodbye
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            failure = e;
        }

        _ends.Writer.TryWrite(failure);
    }

    private async Task<SslStream> ConnectTlsAsync(NetworkStream network, CancellationToken stopping)
    {
        var request = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(4), FrontendStream.SslRequestCode);
        await network.WriteAsync(request, stopping);
        await network.ReadExactlyAsync(request.AsMemory(0, 1), stopping);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_serverRoots);
        var tls = new SslStream(network);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = _server.Token.Host, CertificateChainPolicy = policy }, stopping);
        return tls;
    }

    private async Task ForwardMessagesAsync(Stream client, Stream server, CancellationToken stopping)
    {
        if (_faults.AsksForTheCredential)
        {
            var startup = await ReadAsync("StartupMessage", FrontendStream.HeaderOfFirstMessage);
            await client.WriteAsync(FrontendStream.ClearTextRequest, stopping);
            await ReadAsync(null, FrontendStream.HeaderOfTypedMessage);
            await server.WriteAsync(startup, stopping);
        }
        else
        {
            await ForwardAsync("StartupMessage", FrontendStream.HeaderOfFirstMessage);
        }

        while (await ForwardAsync(null, FrontendStream.HeaderOfTypedMessage) != "X")
        {
        }

        // A message is written down before it is passed on, so whoever has seen its effect finds it here.
        async Task<string> ForwardAsync(string? name, int header)
        {
            var message = await ReadAsync(name, header);
            name ??= ((char)message[0]).ToString();
            await server.WriteAsync(name == "p" && _faults.CutsCredentialsTo is { } length ? Cut(message, length) : message, stopping);
            return name;
        }

        async Task<byte[]> ReadAsync(string? name, int header)
        {
            var message = await FrontendStream.ReadAsync(client, header, stopping);
            _messages.Enqueue(new FrontendMessage(name ?? ((char)message[0]).ToString(), message.Length));
            return message;
        }
    }

    private static byte[] Cut(byte[] message, int length)
    {
        var cut = message[..(FrontendStream.HeaderOfTypedMessage + length + 1)];
        cut[^1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(1), cut.Length - 1);
        return cut;
    }
}

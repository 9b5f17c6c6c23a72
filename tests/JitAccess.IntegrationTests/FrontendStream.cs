using System.Buffers.Binary;
using System.Net.Security;

namespace JitAccess.IntegrationTests;

/// <summary>What a client of PostgreSQL says, message by message, as a server reads it.</summary>
internal static class FrontendStream
{
    public const int HeaderOfTypedMessage = 5;
    public const int HeaderOfFirstMessage = 4;
    public const int SslRequestCode = 80877103;

    /// <summary>AuthenticationCleartextPassword.</summary>
    public static byte[] ClearTextRequest { get; } = [(byte)'R', 0, 0, 0, 8, 0, 0, 0, 3];

    /// <summary>Answers the request for TLS that has to come first.</summary>
    public static async Task<SslStream> AcceptTlsAsync(Stream network, SslStreamCertificateContext certificate, CancellationToken cancellationToken)
    {
        var request = await ReadAsync(network, HeaderOfFirstMessage, cancellationToken);
        if (request.Length != 8 || BinaryPrimitives.ReadInt32BigEndian(request.AsSpan(4)) != SslRequestCode)
            throw new InvalidDataException("The client's first words were no SSLRequest.");
        await network.WriteAsync("S"u8.ToArray(), cancellationToken);
        var tls = new SslStream(network);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, cancellationToken);
        return tls;
    }

    /// <summary>Reads a whole message, its header included.</summary>
    public static async Task<byte[]> ReadAsync(Stream client, int header, CancellationToken cancellationToken)
    {
        var message = new byte[header];
        await client.ReadExactlyAsync(message, cancellationToken);
        Array.Resize(ref message, header - 4 + BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(header - 4)));
        await client.ReadExactlyAsync(message.AsMemory(header), cancellationToken);
        return message;
    }
}

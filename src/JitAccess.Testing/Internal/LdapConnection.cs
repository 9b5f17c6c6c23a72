using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing.Internal;

/// <summary>Answers a bind: who, with which password.</summary>
internal delegate LdapResultCode LdapBind(string name, ReadOnlySpan<byte> password);

/// <summary>One client of the bind responder: reads LDAP messages (RFC 4511), answers simple binds, refuses all else.</summary>
internal sealed class LdapConnection(Socket socket, LdapBind bind, TimeProvider timeProvider, ILogger logger)
{
    // PostgreSQL sends passwords of up to 64 KiB; the message around one adds a few dozen bytes.
    private const int MaxMessage = 128 * 1024;

    // PostgreSQL binds at once and leaves; where it halts, its own limit of a minute decides, and not this one.
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(2);

    private static readonly Asn1Tag BindRequest = new(TagClass.Application, 0, isConstructed: true);
    private static readonly Asn1Tag BindResponse = new(TagClass.Application, 1, isConstructed: true);
    private static readonly Asn1Tag UnbindRequest = new(TagClass.Application, 2);
    private static readonly Asn1Tag ExtendedResponse = new(TagClass.Application, 24, isConstructed: true);
    private static readonly Asn1Tag SimpleAuthentication = new(TagClass.ContextSpecific, 0);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var duration = new CancellationTokenSource(MaxDuration, timeProvider);
        await Task.Yield(); // the accept loop goes on
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(duration.Token, cancellationToken);
        using var owned = socket; // a client that is gone already leaves no stream to own it
        try
        {
            using var stream = new NetworkStream(owned);
            while (await ReadMessageAsync(stream, limit.Token).ConfigureAwait(false) is { } message && Answer(message) is { } answer)
                await stream.WriteAsync(answer, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or AsnContentException or DecoderFallbackException)
        {
            Log.ConnectionEnded(logger, e.GetType().Name);
        }
    }

    /// <summary>Reads one SEQUENCE with a definite length; <see langword="null"/> at the end, or where it is none or too long.</summary>
    private static async Task<byte[]?> ReadMessageAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[6];
        if (await stream.ReadAtLeastAsync(head.AsMemory(0, 2), 2, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < 2 || head[0] != 0x30)
            return null;

        var lengthBytes = head[1] < 0x80 ? 0 : head[1] - 0x80;
        if (lengthBytes > 4 || head[1] == 0x80)
            return null;
        await stream.ReadExactlyAsync(head.AsMemory(2, lengthBytes), cancellationToken).ConfigureAwait(false);

        var wide = new byte[4];
        head.AsSpan(2, lengthBytes).CopyTo(wide.AsSpan(4 - lengthBytes));
        var length = lengthBytes == 0 ? head[1] : BinaryPrimitives.ReadUInt32BigEndian(wide);
        if (length > MaxMessage)
            return null;

        var message = new byte[2 + lengthBytes + (int)length];
        head.AsSpan(0, 2 + lengthBytes).CopyTo(message);
        await stream.ReadExactlyAsync(message.AsMemory(2 + lengthBytes), cancellationToken).ConfigureAwait(false);
        return message;
    }

    private byte[]? Answer(byte[] message)
    {
        var sequence = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        var id = sequence.ReadInteger();
        var tag = sequence.PeekTag();
        if (tag.HasSameClassAndValue(UnbindRequest))
            return null;
        if (!tag.HasSameClassAndValue(BindRequest))
            return Response(id, ExtendedResponse, LdapResultCode.ProtocolError);

        var request = sequence.ReadSequence(BindRequest);
        var version = request.ReadInteger();
        var name = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(request.ReadOctetString());
        if (version != 3)
            return Response(id, BindResponse, LdapResultCode.ProtocolError);
        if (!request.PeekTag().HasSameClassAndValue(SimpleAuthentication))
            return Response(id, BindResponse, LdapResultCode.AuthMethodNotSupported);
        return Response(id, BindResponse, bind(name, request.ReadOctetString(SimpleAuthentication)));
    }

    private static byte[] Response(System.Numerics.BigInteger id, Asn1Tag tag, LdapResultCode code)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(tag))
            {
                writer.WriteEnumeratedValue(code);
                writer.WriteOctetString([]);
                writer.WriteOctetString([]); // why it was refused is for our log alone
            }
        }

        return writer.Encode();
    }
}

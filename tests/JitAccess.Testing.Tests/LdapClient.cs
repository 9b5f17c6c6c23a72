using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JitAccess.Testing.Tests;

/// <summary>Speaks raw LDAP to an authenticator, well-formed or not.</summary>
internal sealed class LdapClient : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private LdapClient(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    public static async Task<LdapClient> ConnectAsync(int port)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return new LdapClient(tcp);
    }

    public static byte[] BindRequest(string name, byte[] password, int version = 3, int id = 1, Asn1Tag? authentication = null) => Message(id, writer =>
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 0, isConstructed: true)))
        {
            writer.WriteInteger(version);
            writer.WriteOctetString(Encoding.UTF8.GetBytes(name));
            writer.WriteOctetString(password, authentication ?? new Asn1Tag(TagClass.ContextSpecific, 0));
        }
    });

    public static byte[] UnbindRequest(int id = 2) => Message(id, writer => writer.WriteNull(new Asn1Tag(TagClass.Application, 2)));

    public static byte[] DeleteRequest(int id = 1) => Message(id, writer => writer.WriteOctetString("cn=x"u8, new Asn1Tag(TagClass.Application, 10)));

    public async Task<int> BindAsync(string name, string password, int version = 3) =>
        (await AskAsync(BindRequest(name, Encoding.UTF8.GetBytes(password), version))).Code;

    /// <summary>Sends a message and reads the answer, which must be for that message.</summary>
    public async Task<(int Id, int Operation, int Code)> AskAsync(byte[] message)
    {
        await SendAsync(message);
        return await ReadAsync();
    }

    public async Task SendAsync(byte[] message) => await _stream.WriteAsync(message, TestContext.Current.CancellationToken);

    public async Task<(int Id, int Operation, int Code)> ReadAsync()
    {
        var head = new byte[2];
        await _stream.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
        head[1].ShouldBeLessThan((byte)0x80, "our answers are short");
        var body = new byte[head[1]];
        await _stream.ReadExactlyAsync(body, TestContext.Current.CancellationToken);

        var sequence = new AsnReader((byte[])[.. head, .. body], AsnEncodingRules.BER).ReadSequence();
        var id = (int)sequence.ReadInteger();
        var tag = sequence.PeekTag();
        tag.TagClass.ShouldBe(TagClass.Application);
        var answer = sequence.ReadSequence(tag);
        var code = answer.ReadEnumeratedBytes().Span[0];
        answer.ReadOctetString().ShouldBeEmpty();
        answer.ReadOctetString().ShouldBeEmpty("why it was refused is not for the client");
        return (id, tag.TagValue, code);
    }

    /// <summary>Waits for the other side to close; an answer instead is a failure.</summary>
    public async Task ShouldBeClosedAsync()
    {
        try
        {
            (await _stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken)).ShouldBe(0);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // Closed before all that was sent was read.
        }
    }

    public void HalfClose() => _tcp.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => _tcp.Dispose();

    private static byte[] Message(int id, Action<AsnWriter> operation)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            operation(writer);
        }

        return writer.Encode();
    }
}

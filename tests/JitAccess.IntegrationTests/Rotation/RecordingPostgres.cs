using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Speaks PostgreSQL's protocol as far as a login: asks for the password in clear text, inside TLS, and writes down who brought what.</summary>
/// <remarks>It accepts the users that were made for it and refuses all others, as PostgreSQL does; a statement finds no rows.</remarks>
internal sealed class RecordingPostgres : IAsyncDisposable
{
    private static readonly byte[] Refusal = Message('E', "SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0");

    // AuthenticationOk, what Npgsql needs to know of the server, BackendKeyData, ReadyForQuery.
    private static readonly byte[] Welcome =
    [
        .. Message('R', "\0\0\0\0"), .. Message('S', "server_version\015.0\0"), .. Message('S', "client_encoding\0UTF8\0"),
        .. Message('S', "standard_conforming_strings\0on\0"), .. Message('K', "\0\0\0\u0001\0\0\0\u0001"), .. Message('Z', "I"),
    ];

    private readonly ListenerCertificate _certificate = new("localhost");
    private readonly ConcurrentDictionary<string, string> _users = new();
    private readonly ConcurrentDictionary<ReceivedLogin, bool> _made = new();
    private readonly ConcurrentQueue<ReceivedLogin> _logins = new();
    private readonly LoopbackListener _listener;
    private volatile LoginHold? _hold;
    private int _refused;

    public RecordingPostgres() => _listener = new LoopbackListener(ServeAsync);

    public string RootCertificatePath => _certificate.RootPath;

    public int Port => _listener.Port;

    /// <summary>Gets what was brought, accepted or not, in the order of arrival.</summary>
    public IReadOnlyList<ReceivedLogin> Logins => [.. _logins];

    public int Refused => Volatile.Read(ref _refused);

    public NpgsqlDataSourceBuilder Builder(string? addition = null) => new(
        $"Host=localhost;Port={Port};Database=orders;Root Certificate={RootCertificatePath};Server Compatibility Mode=NoTypeLoading;{addition}");

    public void CreateUser(string name, string secret)
    {
        _users[name] = secret;
        _made[new ReceivedLogin(name, secret)] = true;
    }

    public void DropUser(string name) => _users.TryRemove(name, out _);

    /// <summary>Keeps logins of a user waiting from now on, before they are asked for the password.</summary>
    public LoginHold Hold(string user, int logins) => _hold = new LoginHold(user, logins);

    /// <summary>Asserts that every secret that has ever come here was made for this server, and came with its own name.</summary>
    public void ShouldHaveSeenOnlyItsOwn()
    {
        var secrets = _made.Keys.Select(static made => made.Secret).ToHashSet(StringComparer.Ordinal);
        Logins.Where(login => !secrets.Contains(login.Secret)).ShouldBeEmpty();
        Logins.Where(login => !_made.ContainsKey(login)).ShouldBeEmpty();
        Refused.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stopping)
    {
        using (client)
            try
            {
                client.NoDelay = true;
                await using var tls = await FrontendStream.AcceptTlsAsync(client.GetStream(), _certificate.Context, stopping);
                if (await LogInAsync(tls, stopping))
                    await AnswerAsync(tls, stopping);
            }
            catch (IOException)
            {
                // the client has gone, which is its right
            }
    }

    private async Task<bool> LogInAsync(Stream client, CancellationToken stopping)
    {
        var user = UserOf(await FrontendStream.ReadAsync(client, FrontendStream.HeaderOfFirstMessage, stopping));
        if (_hold is { } hold)
            await hold.PassAsync(user, stopping);
        await client.WriteAsync(FrontendStream.ClearTextRequest, stopping);
        var answer = await FrontendStream.ReadAsync(client, FrontendStream.HeaderOfTypedMessage, stopping);
        var secret = Encoding.UTF8.GetString(answer.AsSpan(FrontendStream.HeaderOfTypedMessage)).TrimEnd('\0');
        _logins.Enqueue(new ReceivedLogin(user, secret));

        var isRight = answer[0] == (byte)'p' && _users.TryGetValue(user, out var right) && right == secret;
        if (!isRight)
            Interlocked.Increment(ref _refused);
        await client.WriteAsync(isRight ? Welcome : Refusal, stopping);
        return isRight;
    }

    private static async Task AnswerAsync(Stream client, CancellationToken stopping)
    {
        while (true)
        {
            var answer = (char)(await FrontendStream.ReadAsync(client, FrontendStream.HeaderOfTypedMessage, stopping))[0] switch
            {
                'P' => Message('1', ""),
                'B' => Message('2', ""),
                'C' => Message('3', ""),
                'D' => Message('n', ""), // NoData
                'E' => Message('C', "SELECT 0\0"),
                'Q' => [.. Message('C', "SELECT 0\0"), .. Message('Z', "I")],
                'S' => Message('Z', "I"),
                'X' => null,
                var other => throw new InvalidDataException($"A client sent the message '{other}', which nobody here answers."),
            };
            if (answer is null)
                return;
            await client.WriteAsync(answer, stopping);
        }
    }

    private static string UserOf(byte[] startup)
    {
        var parameters = Encoding.UTF8.GetString(startup.AsSpan(8)).Split('\0'); // after length and version
        return parameters[Array.IndexOf(parameters, "user") + 1];
    }

    private static byte[] Message(char type, string body)
    {
        var message = new byte[FrontendStream.HeaderOfTypedMessage + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        Encoding.ASCII.GetBytes(body, message.AsSpan(FrontendStream.HeaderOfTypedMessage));
        return message;
    }
}

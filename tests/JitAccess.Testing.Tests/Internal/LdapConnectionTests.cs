using System.Net;
using System.Net.Sockets;
using JitAccess.Testing.Internal;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests.Internal;

public sealed class LdapConnectionTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task RunAsync_SilentClient_IsClosedAfterTwoMinutesAndNotBefore()
    {
        var (server, client) = await PairAsync();
        using var _ = client;
        var running = Run(server);

        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        running.IsCompleted.ShouldBeFalse();
        await client.SendAsync(LdapClient.BindRequest("x", [1]), TestContext.Current.CancellationToken);
        (await client.ReceiveAsync(new byte[64], TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);
        _time.Advance(TimeSpan.FromTicks(1));

        await running.WaitAsync(TestContext.Current.CancellationToken);
        (await client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_SocketThatIsClosedAlready_EndsWithoutAnException()
    {
        var (server, client) = await PairAsync();
        client.Dispose();
        server.Dispose();

        await Run(server);
    }

    private Task Run(Socket server) =>
        new LdapConnection(server, static (_, _) => LdapResultCode.InvalidCredentials, _time, new FakeLogger()).RunAsync(TestContext.Current.CancellationToken);

    private static async Task<(Socket Server, Socket Client)> PairAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndpoint, TestContext.Current.CancellationToken);
        return (await listener.AcceptSocketAsync(TestContext.Current.CancellationToken), client);
    }
}

using System.Net;
using System.Net.Sockets;
using JitAccess.Testing.Internal;

namespace JitAccess.Testing.Tests.Internal;

public sealed class HeldPortTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Port_Held_RefusesConnectionsAndLetsOneListenAgainAndAgain()
    {
        RequireLinux();
        using var held = HeldPort.TakeEverywhere();
        for (var i = 0; i < 2; i++)
        {
            await RefusesAsync(held.Number);
            using (var listener = new TcpListener(IPAddress.Loopback, held.Number))
            {
                listener.Start();
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, held.Number, Cancellation);
                Should.Throw<SocketException>(() => HeldPort.Take(IPAddress.Loopback, held.Number)).SocketErrorCode.ShouldBe(SocketError.AddressAlreadyInUse);
            }
        }

        await RefusesAsync(held.Number);
    }

    [Fact]
    public async Task Port_OfAnEmulatorThatIsDown_IsGivenToNobody()
    {
        RequireLinux();
        await using var aws = await AwsEmulator.StartAsync(new() { UsesPlainHttp = true }, Cancellation);
        await aws.Sts.StopListeningAsync();
        var port = aws.Sts.Address.Port;

        await RefusesAsync(port);
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.Any])
            GiveAny(address, port).ShouldBe(SocketError.AddressAlreadyInUse);
        await aws.Sts.ResumeAsync(Cancellation);

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
    }

    private static async Task RefusesAsync(int port)
    {
        using var client = new TcpClient();
        (await Should.ThrowAsync<SocketException>(client.ConnectAsync(IPAddress.Loopback, port, Cancellation).AsTask())).SocketErrorCode
            .ShouldBe(SocketError.ConnectionRefused);
    }

    /// <summary>Asks the system for any port, out of a range of just one.</summary>
    private static SocketError GiveAny(IPAddress address, int port)
    {
        const int IpLevel = 0;
        const int LocalPortRange = 51; // IP_LOCAL_PORT_RANGE, since Linux 6.3
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(IpLevel, LocalPortRange, BitConverter.GetBytes(((uint)port << 16) | (uint)port));
        }
        catch (SocketException e)
        {
            Assert.Skip($"This Linux has no IP_LOCAL_PORT_RANGE: {e.Message}");
        }

        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a port can't be held");
}

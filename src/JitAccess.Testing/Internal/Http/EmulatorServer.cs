using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace JitAccess.Testing.Internal.Http;

/// <summary>A port that can be taken down and brought back, with one address for its whole life.</summary>
/// <param name="listenAddress">Loopback, or one named address.</param>
/// <param name="certificate">The certificate; <see langword="null"/> for plain HTTP.</param>
/// <param name="handler">Answers a request.</param>
/// <param name="downChanged">Is told, in turn, when the port goes down and comes back.</param>
/// <param name="clientAuthority">Whose certificates clients must show; <see langword="null"/> if they need none.</param>
internal sealed class EmulatorServer(
    IPAddress listenAddress, X509Certificate2? certificate, Func<HttpContext, Task> handler, Action<bool>? downChanged = null, TestCertificateAuthority? clientAuthority = null)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private EmulatorListener? _listener;
    private HeldPort? _held;
    private int _disposed;

    /// <summary>Gets the address that clients use, once it has been started.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Refuses to listen to every network.</summary>
    /// <param name="address">The address of the options.</param>
    /// <param name="why">What is handed out or taken there.</param>
    /// <exception cref="ArgumentException">It is "any".</exception>
    public static void RefuseAny(IPAddress address, string why)
    {
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Any.MapToIPv6()))
            throw new ArgumentException(
                $"ListenAddress is {address}, which every network reaches. {why}: name loopback, or the one address that the container's network uses.",
                nameof(address));
    }

    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            // Held from before it listens: while it is down, the system would give its port to another.
            if (OperatingSystem.IsLinux())
                _held = HeldPort.Take(listenAddress, port);
        }
        catch (SocketException e)
        {
            throw new IOException($"Port {port} of {listenAddress} can't be used: {e.Message}.", e);
        }

        await ListenAsync(_held?.Number ?? port, cancellationToken).ConfigureAwait(false);
    }

    public async Task StopListeningAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            downChanged?.Invoke(true);
            if (_listener is { } listener)
                await listener.DisposeAsync().ConfigureAwait(false);
            _listener = null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_listener is null)
                await ListenAsync(Address.Port, cancellationToken).ConfigureAwait(false);
            downChanged?.Invoke(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (_listener is { } listener)
            await listener.DisposeAsync().ConfigureAwait(false);
        _held?.Dispose();
    }

    private async Task ListenAsync(int port, CancellationToken cancellationToken)
    {
        var endpoint = new IPEndPoint(listenAddress, port);
        _listener = await EmulatorListener.StartAsync(endpoint, certificate, clientAuthority, handler, cancellationToken).ConfigureAwait(false);
        var host = endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{endpoint.Address}]" : endpoint.Address.ToString();
        Address = new Uri($"{(certificate is null ? "http" : "https")}://{host}:{_listener.Port}/");
    }
}

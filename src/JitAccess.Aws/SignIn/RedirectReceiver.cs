using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using JitAccess.Aws.Internal;

namespace JitAccess.Aws.SignIn;

/// <summary>Receives the browser that returns from the sign-in: at one path of 127.0.0.1, with one state, once.</summary>
/// <remarks>Any page of the browser, and any program of this machine, can send requests here. One without the state neither succeeds nor ends
/// the wait.</remarks>
internal sealed class RedirectReceiver : IDisposable
{
    public const string Path = "/oauth/callback";

    private const int MaxConnections = 32;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly byte[] _state;
    private readonly TimeProvider _time;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SemaphoreSlim _places = new(MaxConnections);
    private readonly TaskCompletionSource<string> _code = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RedirectReceiver(string state, TimeProvider time)
    {
        _state = Encoding.ASCII.GetBytes(state);
        _time = time;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{Path}");
    }

    public Uri Address { get; }

    /// <summary>Waits for the code.</summary>
    /// <exception cref="JitProviderException">The person refused, or the issuer did.</exception>
    public async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepting = AcceptAsync(end.Token);
        try
        {
            return await _code.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await accepting.ConfigureAwait(false);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        var serving = new List<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
                var client = await _listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false);
                serving.RemoveAll(static t => t.IsCompleted);
                serving.Add(ServeAsync(client, cancellationToken));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // A connection that broke is its own affair; the end of the wait ends the loop.
            }
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var request = await RedirectRequest.ReadAsync(stream, end.Token).ConfigureAwait(false);
                var (status, text, finish) = Judge(request);

                // Not cut short by the end of the wait, which this answer may be.
                await stream.WriteAsync(RedirectRequest.Answer(status, text), timeout.Token).ConfigureAwait(false);
                finish?.Invoke();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Whoever it was did not finish its request.
        }
        finally
        {
            _places.Release();
        }
    }

    private (string Status, string Text, Action? Finish) Judge(RedirectRequest? request)
    {
        if (request is not { Method: "GET" } || request.Host != Address.Authority || request.Path != Path)
            return ("404 Not Found", "There is nothing here.", null);
        var query = HttpUtility.ParseQueryString(request.Query);
        if (query.GetValues("state") is not [var state] || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), _state))
            return ("400 Bad Request", "This is not the sign-in that was asked for.", null);
        if (query.GetValues("code") is [{ Length: > 0 } code])
            return ("200 OK", "You are signed in. You can close this page.", () => _code.TrySetResult(code));
        return ("200 OK", "You are not signed in. You can close this page.", () => _code.TrySetException(new JitProviderException(
            JitProviderErrorKind.Denied, $"The sign-in was refused ({ServerText.Clean(query["error"] ?? "no code")}).")));
    }
}

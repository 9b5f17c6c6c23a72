using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>An HTTP server on loopback that answers as a test says; the SDK's own clients talk to it.</summary>
internal sealed class LoopbackIssuer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly HttpListener _listener;
    private readonly Task _serving;

    /// <param name="answer">What it answers.</param>
    /// <param name="time">The clock that its answers are dated by.</param>
    public LoopbackIssuer(Func<HttpListenerRequest, IssuerAnswer> answer, TimeProvider time)
    {
        (Answer, _time) = (answer, time);
        (_listener, Url) = Listen();
        _serving = ServeAsync();
    }

    public string Url { get; }

    public Func<HttpListenerRequest, IssuerAnswer> Answer { get; set; }

    /// <summary>Gets or sets what an answer waits for before it is sent.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public ConcurrentQueue<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    // A listener takes no port 0, and another process may take the one that was free: then the next. So where the SDK remembers of a port that the
    // clock of the test before was wrong there: it would not notice that of this one.
    private static (HttpListener Listener, string Url) Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            probe.Stop();
            if (CorrectClockSkew.GetClockCorrectionForEndpoint(url + "/") != TimeSpan.Zero)
                continue;
            var listener = new HttpListener { Prefixes = { url + "/" } };
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < 100)
            {
            }
        }
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = RespondAsync(context);
        }
    }

    private async Task RespondAsync(HttpListenerContext context)
    {
        Requests.Enqueue($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}");
        await Gate;
        var answer = Answer(context.Request);
        context.Response.StatusCode = (int)answer.Status;
        context.Response.Headers["Date"] = _time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        try
        {
            context.Response.Close(Encoding.UTF8.GetBytes(answer.Body), willBlock: false);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The client, or this server, left first.
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using JitAccess.Testing.Internal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Tests;

/// <summary>An HTTP server on loopback that answers as a test says, and records what arrived.</summary>
internal sealed class FakeVault : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<ReceivedRequest, VaultReply>>> _answers = new();
    private readonly WebApplication _app;
    private readonly HeldPort? _port;

    private FakeVault(WebApplication app, HeldPort? port) => (_app, _port) = (app, port);

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public int Port => new Uri(Url).Port;

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    public IEnumerable<string> Lines => Requests.Select(r => r.Line);

    /// <summary>Gets or sets what an answer waits for before it is sent.</summary>
    public Func<ReceivedRequest, Task> Gate { get; set; } = static _ => Task.CompletedTask;

    public static async Task<FakeVault> StartAsync(X509Certificate2? certificate = null, Action<HttpsConnectionAdapterOptions>? https = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var port = OperatingSystem.IsLinux() ? HeldPort.Take(IPAddress.Loopback) : null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null; // it is real time, in which a test may halt
            kestrel.Listen(IPAddress.Loopback, port?.Number ?? 0, listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(certificate, options =>
                    {
                        options.HandshakeTimeout = TimeSpan.FromMinutes(5);
                        https?.Invoke(options);
                    });
            });
        });
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var vault = new FakeVault(app, port);
        app.Run(vault.RespondAsync);
        await app.StartAsync();
        return vault;
    }

    /// <summary>Sets the answers to a request, one after the other; the last stays.</summary>
    public FakeVault On(string line, params VaultReply[] replies) => On(line, Array.ConvertAll<VaultReply, Func<ReceivedRequest, VaultReply>>(replies, r => _ => r));

    public FakeVault On(string line, params Func<ReceivedRequest, VaultReply>[] replies)
    {
        _answers[line] = new ConcurrentQueue<Func<ReceivedRequest, VaultReply>>(replies);
        return this;
    }

    public int Count(string line) => Requests.Count(r => r.Line == line);

    /// <summary>Is gone; nobody else is given its port before it is disposed of.</summary>
    public async Task StopAsync() => await _app.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _port?.Dispose();
    }

    private async Task RespondAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new ReceivedRequest(
            context.Request.Method, context.Request.Path.ToUriComponent(),
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
        Requests.Enqueue(request);
        await Gate(request);

        var reply = VaultReply.Error(404, "no answer is set for " + request.Line);
        if (_answers.TryGetValue(request.Line, out var queue))
        {
            Func<ReceivedRequest, VaultReply>? next;
            lock (queue)
                if (queue.TryPeek(out next) && queue.Count > 1)
                    queue.TryDequeue(out next);
            reply = next!(request);
        }

        if (reply.Breaks)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
            context.Response.Headers[name] = value;
        if (reply.Body.Length > 0)
            await context.Response.WriteAsync(reply.Body);
    }
}

using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace JitAccess.Testing.Internal.Http;

/// <summary>Takes a request through faults, service and log.</summary>
internal sealed class EmulatorPipeline(EmulatorService service, EmulatorSettings settings) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public EmulatorFaults Faults { get; } = new();

    public RequestLog<EmulatorRequest> Requests { get; } = new();

    public async Task HandleAsync(HttpContext http)
    {
        var at = settings.Time.GetUtcNow();
        await WaitAsync(Faults.RequestDelay).ConfigureAwait(false);
        var (operation, reply) = await AnswerAsync(http).ConfigureAwait(false);
        var request = new EmulatorRequest(operation, reply.Status, reply.Error, at);
        Requests.Add(request);
        Log.EmulatorAnswered(settings.Logger, service.Name, request.Operation, request.Status, request.Error);
        if (Faults.TakesAnswer(request))
        {
            http.Abort(); // it has been executed, and nobody learns of it
            return;
        }

        await WaitAsync(Faults.AnswerDelay).ConfigureAwait(false);
        await WriteAsync(http, reply).ConfigureAwait(false);
    }

    /// <summary>Ends what waits.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    private async Task<(string Operation, EmulatorReply Reply)> AnswerAsync(HttpContext http)
    {
        var operation = "";
        try
        {
            var call = await EmulatorCall.ReadAsync(http).ConfigureAwait(false);
            operation = service.OperationOf(call);
            if (Faults.Throttles(operation))
                return (operation, service.Throttled());
            return (operation, Faults.RefusesWith is { } status ? service.Failed(status) : await service.ExecuteAsync(call).ConfigureAwait(false));
        }
        catch (BadHttpRequestException e)
        {
            return (operation, service.Failed(e.StatusCode)); // a body beyond the limit, above all
        }
#pragma warning disable CA1031 // as a service: what it did not expect is told to its log, not to the client
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.EmulatorFailed(settings.Logger, service.Name, operation, e.GetType().Name);
            return (operation, service.Failed(500));
        }
    }

    private async Task WriteAsync(HttpContext http, EmulatorReply reply)
    {
        http.Response.StatusCode = reply.Status;
        http.Response.Headers.CacheControl = "no-store";

        // Clients correct their clock by this header: it must tell the time that requests are judged by.
        http.Response.Headers.Date = settings.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        foreach (var (name, value) in reply.Headers)
            http.Response.Headers[name] = value;
        var bytes = Encoding.UTF8.GetBytes(reply.Body);
        http.Response.ContentLength = bytes.Length;
        if (bytes.Length == 0)
            return;
        http.Response.ContentType = reply.ContentType;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
    }

    private Task WaitAsync(TimeSpan delay) => delay > TimeSpan.Zero ? Task.Delay(delay, settings.Time, _stopping.Token) : Task.CompletedTask;
}

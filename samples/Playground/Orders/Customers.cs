using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Playground.Orders;

/// <summary>A few customers, each of whom orders, looks at the orders, and orders again.</summary>
internal sealed class Customers(HttpClient service, Tally tally)
{
    private static readonly string[] Names = ["Ada", "Barbara", "Edsger", "Grace"];
    private static readonly Uri Orders = new("orders", UriKind.Relative);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public Task RunAsync(CancellationToken end) => Task.WhenAll(Names.Select(name => OrderAsync(name, end)));

    private async Task OrderAsync(string customer, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var began = tally.Begin();
            try
            {
                await OrderOnceAsync(customer, began);
                tally.Serve(began);
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException)
            {
                await tally.FailAsync($"an order of {customer}", e, began);
            }

            await Task.Delay(Pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs to its end in any case: one that was broken off would be neither served nor failed.</summary>
    private async Task OrderOnceAsync(string customer, long began)
    {
        using var placed = await SendAsync(() => service.PostAsJsonAsync(Orders, new { customer, item = "tea", quantity = 1 }), began);
        using var answer = await SendAsync(() => service.GetAsync(Orders), began);
        var orders = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (orders.GetArrayLength() == 0)
            throw new JsonException("the order that was placed is not there.");
    }

    /// <summary>Asks again where the service asks for that, as when its database is restarted: 503 with <c>Retry-After</c>.</summary>
    private async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send, long began)
    {
        while (true)
        {
            var answer = await send();
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null || TimeProvider.System.GetElapsedTime(began) > Patience)
                return answer.EnsureSuccessStatusCode();
            answer.Dispose();
            tally.Repeat();
            await Task.Delay(Pause);
        }
    }
}

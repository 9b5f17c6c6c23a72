using System.Net.Http.Json;
using System.Text.Json;

namespace Playground.Orders;

/// <summary>A few customers, each of whom orders, looks at the orders, and orders again.</summary>
internal sealed class Customers(HttpClient service, Tally tally)
{
    private static readonly string[] Names = ["Ada", "Barbara", "Edsger", "Grace"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public Task RunAsync(CancellationToken end) => Task.WhenAll(Names.Select(name => OrderAsync(name, end)));

    private async Task OrderAsync(string customer, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await OrderOnceAsync(customer);
                tally.Serve();
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException)
            {
                await tally.FailAsync($"an order of {customer}", e);
            }

            await Task.Delay(Pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs to its end in any case: one that was broken off would be neither served nor failed.</summary>
    private async Task OrderOnceAsync(string customer)
    {
        var path = new Uri("orders", UriKind.Relative);
        using var placed = await service.PostAsJsonAsync(path, new { customer, item = "tea", quantity = 1 });
        placed.EnsureSuccessStatusCode();
        var orders = await service.GetFromJsonAsync<JsonElement>(path);
        if (orders.GetArrayLength() == 0)
            throw new JsonException("the order that was placed is not there.");
    }
}

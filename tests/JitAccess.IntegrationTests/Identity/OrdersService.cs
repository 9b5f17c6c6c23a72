using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>OrdersApi as it is deployed: a process that knows nothing but its configuration.</summary>
internal sealed partial class OrdersService : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly Task _reading;

    private OrdersService(Process process, Uri address, Task reading)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = address };
        _reading = reading;
    }

    /// <summary>Starts it, and returns when it listens.</summary>
    /// <param name="settings">Its configuration.</param>
    /// <param name="certificates">The authorities that it trusts.</param>
    /// <param name="hear">Told each line that it writes.</param>
    public static async Task<OrdersService> StartAsync(IReadOnlyDictionary<string, string> settings, string certificates, Action<string> hear)
    {
        var process = ChildProgram.Start("OrdersApi", settings
            .Select(static s => KeyValuePair.Create(s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value))
            .Concat([new("ASPNETCORE_ENVIRONMENT", "Production"), new("ASPNETCORE_URLS", "http://127.0.0.1:0"), new("SSL_CERT_FILE", certificates)]));
        var listens = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(async () =>
        {
            var said = new List<string>();
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                said.Add(line);
                hear(line);
                if (Listening().Match(line) is { Success: true } match)
                    listens.TrySetResult(new Uri(match.Groups[1].Value));
            }

            listens.TrySetException(new InvalidOperationException("It ended at its start: " + string.Join('\n', said)));
        });
        return new OrdersService(process, await listens.Task, reading);
    }

    public async Task<bool> IsHealthyAsync()
    {
        using var answer = await _client.GetAsync(new Uri("health", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Places an order.</summary>
    /// <returns>Where it is.</returns>
    public async Task<string> OrderAsync(string customer)
    {
        using var answer = await _client.PostAsJsonAsync(
            new Uri("orders", UriKind.Relative), new { customer, item = "tea", quantity = 1 }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        return answer.Headers.Location!.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}

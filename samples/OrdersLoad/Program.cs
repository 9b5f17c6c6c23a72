using System.Net.Http.Json;
using System.Runtime.InteropServices;

// Places an order at each of the services in LOAD_TARGETS ten times a second, until it is stopped, and says every five seconds how many failed.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop); // what Aspire's Stop sends

var targets = (Environment.GetEnvironmentVariable("LOAD_TARGETS") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
if (targets.Length == 0)
{
    Console.Error.WriteLine("LOAD_TARGETS is not set; it names the services, separated by semicolons, such as http://localhost:5080.");
    return 2;
}

await Task.WhenAll(targets.Select(target => LoadAsync(new Uri(target), stop.Token)));
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true; // the process ends by itself, with its sums
    stop.Cancel();
}

static async Task LoadAsync(Uri target, CancellationToken stop)
{
    using var client = new HttpClient { BaseAddress = target };
    using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
    var (placed, failed) = (0, 0);
    while (!stop.IsCancellationRequested)
    {
        try
        {
            using var answer = await client.PostAsJsonAsync("orders", new { customer = "Load", item = "tea", quantity = 1 }, stop);
            answer.EnsureSuccessStatusCode();
            placed++;
        }
        catch (HttpRequestException e)
        {
            failed++;
            Console.Error.WriteLine($"{target}: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            break;
        }

        if ((placed + failed) % 50 == 0)
            Console.WriteLine($"{target}: {placed} orders placed, {failed} failed");
        try
        {
            await pace.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            break;
        }
    }

    Console.WriteLine($"{target}: {placed} orders placed, {failed} failed; stopped");
}

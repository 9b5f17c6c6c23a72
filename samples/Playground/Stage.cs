using System.Diagnostics;
using JitAccess.Testing;
using Playground.Board;
using Playground.Databases;
using Playground.Issuers;
using Playground.Orders;
using Playground.Page;

namespace Playground;

/// <summary>Sets everything up, watches it, and takes it down again in the opposite order.</summary>
internal static class Stage
{
    public static async Task<int> RunAsync(PlaygroundSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await PlayAsync(settings, cancellationToken) ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine("stopped; nothing is left behind");
            return 0;
        }
        catch (Exception e) when (e is PlaygroundException or LocalPostgresException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    private static async Task<bool> PlayAsync(PlaygroundSettings settings, CancellationToken cancellationToken)
    {
        OrdersApiProcess.RefusePortInUse(settings.Port, "--port");
        OrdersApiProcess.RefusePortInUse(settings.PagePort, "--page-port");
        var issuer = Issuer.Create(settings);

        await using var database = await StepAsync(
            "PostgreSQL", () => Database.StartAsync(issuer, cancellationToken), static d => $"{d.Description}, {d.Connect}");
        await StepAsync("migrations", () => Migrations.RunAsync(database, cancellationToken), static count => $"{count} script(s), orders seeded");
        await StepAsync(issuer.Name, () => issuer.StartAsync(database, cancellationToken), static description => description);
        var tally = new Tally(TimeProvider.System, cancellationToken);
        var board = new LiveBoard(issuer, tally, TimeProvider.System);
        tally.Chronicle = board.Chronicle;
        await using (var service = await StepAsync(
            "OrdersApi", () => OrdersApiProcess.StartAsync(settings.Port, issuer.Variables(database), board.Observe, cancellationToken), static s => $"process {s.Id}"))
        await using (var controls = new Controls(service, database, issuer, board, tally))
        await using (var page = await PageHost.StartAsync(settings.PagePort, settings.Environment, board, controls, cancellationToken))
        {
            Tell(page.Address, service, settings);
            await WatchAsync(service, database, issuer, settings, tally, board, cancellationToken);
        }

        var remains = await Remains.CountAsync(database, issuer);
        Console.WriteLine(
            $"{tally.Orders} orders, {tally.Failed} failed, {tally.Repeated} requests repeated; {tally.Credentials} credentials of {tally.UserNames} user(s); stopped, and left behind: {remains}");
        return tally.Failed == 0 && remains.IsNothing;
    }

    private static void Tell(Uri page, OrdersApiProcess service, PlaygroundSettings settings)
    {
        Console.WriteLine();
        Console.WriteLine($"  {page}              the page: open it in a browser");
        Console.WriteLine($"  {service.Address}orders        GET and POST, over connections without a stored password");
        Console.WriteLine($"  {service.Address}credentials   user, generation, age and expiry of the credential in use; POST to /credentials/rotate replaces it");
        Console.WriteLine($"  {service.Address}health");
        Console.WriteLine();
        var rotation = settings.RotateEvery > TimeSpan.Zero ? $"The credential is replaced every {settings.RotateEvery.TotalSeconds:0.#} s. " : "";
        Console.WriteLine($"{rotation}Ctrl-C stops everything.");
    }

    private static async Task WatchAsync(
        OrdersApiProcess service, Database database, Issuer issuer, PlaygroundSettings settings, Tally tally, LiveBoard board,
        CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.Duration is { } duration)
            end.CancelAfter(duration);
        var customers = Task.WhenAll(new Customers(service.Client, tally).RunAsync(end.Token), new SessionWatch(database, board).RunAsync(end.Token));
        try
        {
            await new Watch(service, issuer, settings.RotateEvery, tally, board).RunAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // the time is up, or somebody has pressed Ctrl-C: what follows is the same
        }
        finally
        {
            await end.CancelAsync();
            await customers;
        }
    }

    private static async Task<T> StepAsync<T>(string name, Func<Task<T>> start, Func<T, string> describe)
    {
        var clock = Stopwatch.StartNew();
        var result = await start();
        Console.WriteLine($"  {name,-16} {describe(result)} ({clock.Elapsed.TotalSeconds:0.0} s)");
        return result;
    }
}

using System.Diagnostics;
using JitAccess.Testing;

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
        OrdersApiProcess.RefusePortInUse(settings.Port);
        var key = RdsIamKey.Generate(withSessionToken: true);

        await using var database = await StepAsync("PostgreSQL", () => Database.StartAsync(cancellationToken), static d => $"{d.Description}, {d.Connect}");
        database.Authenticator.Verifier.Add(key);
        Console.WriteLine($"  authenticator    verifies tokens for {database.Authenticator.Verifier.Endpoint} in {database.Authenticator.Verifier.Region}");
        await StepAsync("migrations", () => Migrations.RunAsync(database, cancellationToken), static count => $"{count} script(s), orders seeded");
        await using var service = await StepAsync(
            "OrdersApi", () => OrdersApiProcess.StartAsync(settings, database, key, cancellationToken), static s => $"process {s.Id}");

        Console.WriteLine();
        Console.WriteLine($"  {service.Address}orders        rows, over connections that log in with IAM tokens");
        Console.WriteLine($"  {service.Address}credentials   generation, age and expiry of the credential in use");
        Console.WriteLine($"  {service.Address}health");
        Console.WriteLine();
        Console.WriteLine($"Tokens live {settings.TokenLifetime.TotalSeconds:0} s. Ctrl-C stops everything.");
        return await new Watch(service, database).RunAsync(settings.Duration, cancellationToken);
    }

    private static async Task<T> StepAsync<T>(string name, Func<Task<T>> start, Func<T, string> describe)
    {
        var clock = Stopwatch.StartNew();
        var result = await start();
        Console.WriteLine($"  {name,-16} {describe(result)} ({clock.Elapsed.TotalSeconds:0.0} s)");
        return result;
    }
}

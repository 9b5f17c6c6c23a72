using JitAccess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

// A service as a user writes it, compiled ahead of time. Where the database is, and who issues its credentials, comes from the environment: the
// configuration, the AWS SDK's default chain and Vault's JSON are part of what is proven.
var builder = Host.CreateApplicationBuilder(args);
builder.AddJitDatabase("orders", db => db.UseRdsIam().UseVault());

using var host = builder.Build();
await host.StartAsync();

var database = host.Services.GetRequiredService<JitDatabase>();
await TellWhoAsync();
await database.RotateAsync();
await TellWhoAsync();

foreach (var status in database.GetStatus())
    Console.WriteLine($"credential of {status.Key}: {status.State}, generation {status.Generation}");

var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
Console.WriteLine($"health: {health.Status}");
Console.WriteLine($"compiled ahead of time: {!System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported}");

await host.StopAsync();
return health.Status == HealthStatus.Healthy ? 0 : 1;

async Task TellWhoAsync()
{
    await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
        "SELECT session_user::text, ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    await using var reader = await command.ExecuteReaderAsync();
    await reader.ReadAsync();
    Console.WriteLine($"logged in as {reader.GetString(0)}, TLS {reader.GetBoolean(1)} ({reader.GetString(2)})");
}

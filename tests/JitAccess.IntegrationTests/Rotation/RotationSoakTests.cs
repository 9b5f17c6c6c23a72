using JitAccess.IntegrationTests.Load;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Fifty workers while the user changes every three seconds. Real time, real roles, and no assertion about speed.</summary>
[Collection(nameof(TransportTests))] // alone in the process: it needs both cores
public sealed class RotationSoakTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const int LoginRefused = 4002;

    private const int OpenLimit = 30; // and so long is an old user kept: half of them go under load

    // A minute, unless a developer asks for more; see docs/testing.md.
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(LoadSetting.Number("JITACCESS_ROTATION_SECONDS", 60));
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(LoadSetting.Number("JITACCESS_ROTATION_INTERVAL", 3));
    private static readonly int Workers = (int)LoadSetting.Number("JITACCESS_ROTATION_WORKERS", 50);
    private static readonly string Settings = LoadSetting.Text("JITACCESS_ROTATION_SETTINGS") ?? "Maximum Pool Size=60";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotation_FiftyWorkersInFiveWays_FailsNothingAndLeavesNothing()
    {
        await using var vault = await VaultServer.StartAsync(server);
        var (log, tally, rotations) = (new LogRecorder(), new SoakTally(), 0);
        TimeSpan elapsed;
        using (var host = vault.CreateHost(server, $"Timeout={OpenLimit};{Settings}", builder =>
               {
                   builder.Services.AddSingleton<ILoggerFactory>(log);
                   builder.Services.AddDbContextPool<OrdersContext>((services, o) => o.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
               }))
        {
            await host.StartAsync(Cancellation);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var uses = Uses(host.Services);
            var database = host.Services.GetRequiredService<JitDatabase>();
            var workers = Enumerable.Range(0, Workers)
                .Select(i => Task.Run(() => Worker.RunAsync(uses[i % uses.Count], database.DataSource, tally, end.Token), CancellationToken.None)).ToList();
            var began = TimeProvider.System.GetTimestamp();
            using var timer = new PeriodicTimer(Interval);
            while ((elapsed = TimeProvider.System.GetElapsedTime(began)) < Duration)
            {
                await timer.WaitForNextTickAsync(Cancellation); // at once where the rotation before took longer than that
                await database.RotateAsync(Cancellation);
                rotations++;
            }

            await end.CancelAsync();
            await Task.WhenAll(workers);
            database.GetStatus()[0].Generation.ShouldBe(1 + rotations);
            await host.StopAsync(Cancellation);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{rotations} rotations in {elapsed.TotalSeconds:F0} s, {tally.Succeeded} operations, {tally.Failures.Count} failed: " +
            string.Join(", ", tally.SucceededByUse.OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => $"{u.Key} {u.Value}")));
        log.Texts(LoginRefused).ShouldBeEmpty();
        tally.Failures.ShouldBeEmpty();
        tally.SucceededByUse.Count.ShouldBe(5);
        await Eventually.ShouldBeAsync(vault.CountLeasesAsync, 0, Cancellation);
        await Eventually.ShouldBeAsync(() => server.CountAsync("roles"), 0, Cancellation);
        await Eventually.ShouldBeAsync(() => server.CountAsync("sessions"), 0, Cancellation);
    }

    private static List<Use> Uses(IServiceProvider services) =>
    [
        .. Use.All.Where(static use => use.Name != "command of the data source"),
        new("pooled context of EF Core", async (_, _, cancellationToken) =>
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<OrdersContext>().Orders.CountAsync(o => o.Id < 10, cancellationToken);
        }),
    ];
}

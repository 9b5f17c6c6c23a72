using JitAccess.IntegrationTests.Load;
using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A reader endpoint whose replica learns of every user ten seconds after the primary made it.</summary>
public sealed class ReplicaLagTests(RotationServer primary) : IClassFixture<RotationServer>, IAsyncLifetime
{
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(10);

    private LocalPostgres? _replica;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!LocalPostgres.IsAvailable)
            return;
        var options = new LocalPostgresOptions { Primary = primary.Postgres };
        options.Settings["recovery_min_apply_delay"] = $"{Lag.TotalSeconds}s";
        options.Settings["max_connections"] = "300";
        options.HbaLines.Add("hostssl orders all 127.0.0.1/32 scram-sha-256");
        _replica = await LocalPostgres.StartAsync(options, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_replica is not null)
            await _replica.DisposeAsync();
    }

    [Fact]
    public async Task ReplicaThatLags_AtStartAndAtARotation_CostsOneUserEachAndNoOpenOnceTheFirstIsKnown()
    {
        primary.Require();
        var issuer = new RoleIssuer(primary.Administrator);
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.Required };
        (options.Refresh.SettleTime, options.Refresh.DrainTime) = (TimeSpan.Zero, RotationServer.DrainTime);
        var tally = new SoakTally();
        await _replica!.ExecuteAsync("SELECT pg_wal_replay_pause()", cancellationToken: Cancellation); // until the first open has been refused, however late it comes
        await using (var database = await JitDatabase.CreateAsync(
                         new NpgsqlDataSourceBuilder($"{_replica.ConnectionString("orders")};Timeout=60;Maximum Pool Size=10"), issuer, options,
                         new JitRuntime { TimeProvider = new UnhurriedTime() }, Cancellation))
        {
            var dataSource = database.DataSource;
            (await CanOpenAsync()).ShouldBeFalse("there is a lag, else this proves nothing");
            await _replica.ExecuteAsync("SELECT pg_wal_replay_resume()", cancellationToken: Cancellation);
            await Eventually.ShouldBeAsync(async () => (await CanOpenAsync()) ? 1 : 0, 1, Cancellation);
            issuer.Minted.ShouldBe(1);

            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var readers = Use.All.Where(static use => use.Name != "transaction").ToList();
            var workers = Enumerable.Range(0, 6)
                .Select(i => Task.Run(() => Worker.RunAsync(readers[i % readers.Count], dataSource, tally, end.Token), CancellationToken.None)).ToList();
            await database.RotateAsync(Cancellation); // returns when the replica has accepted a login
            await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
            await end.CancelAsync();
            await Task.WhenAll(workers);
            tally.Failures.ShouldBeEmpty();
            tally.Succeeded.ShouldBeGreaterThan(0);
            issuer.Minted.ShouldBe(2);

            async Task<bool> CanOpenAsync()
            {
                try
                {
                    await using var connection = await dataSource.OpenConnectionAsync(Cancellation);
                    return true;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
                {
                    return false;
                }
            }
        }

        issuer.Live.ShouldBeEmpty();
        (issuer.Minted, issuer.Revoked).ShouldBe((2, 2));
    }
}

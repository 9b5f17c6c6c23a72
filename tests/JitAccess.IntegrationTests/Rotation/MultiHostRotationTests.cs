using JitAccess.IntegrationTests.Load;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Two hosts, each with a pool of its own whose name has to be right: one may never have been opened when the name changes.</summary>
public sealed class MultiHostRotationTests : IAsyncLifetime
{
    private readonly RotationServer _a = new();
    private readonly RotationServer _b = new();
    private readonly string _roots = Path.GetTempFileName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _a.InitializeAsync();
        await _b.InitializeAsync();
        _b.Require();
        await File.WriteAllTextAsync(
            _roots, File.ReadAllText(_a.Postgres.RootCertificatePath) + "\n" + File.ReadAllText(_b.Postgres.RootCertificatePath), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
        File.Delete(_roots);
    }

    [Fact]
    public async Task Rotate_BothHostsInUse_EachGoesOnWithTheNewUser()
    {
        var issuer = new RoleIssuer(_a.Administrator, _b.Administrator);
        await using var database = await CreateAsync(issuer, "Load Balance Hosts=true");
        for (var rotation = 0; rotation < 3; rotation++)
        {
            var users = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => UserAsync(database)));
            users.Distinct().ShouldHaveSingleItem();
            await database.RotateAsync(Cancellation);
        }

        await Eventually.ShouldBeAsync(() => Task.FromResult((long)issuer.Revoked), 3, Cancellation);
        issuer.Minted.ShouldBe(4);
    }

    [Fact]
    public async Task SecondHost_NeverOpenedBeforeTwoRotations_WorksAtItsFirstOpenWhenTheFirstIsGone()
    {
        var issuer = new RoleIssuer(_a.Administrator, _b.Administrator);
        await using var database = await CreateAsync(issuer);
        await database.RotateAsync(Cancellation);
        await database.RotateAsync(Cancellation);
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)issuer.Revoked), 2, Cancellation); // the name it was built with is no user any more
        await using var kept = await database.DataSource.OpenConnectionAsync(Cancellation);

        await _a.Postgres.DisposeAsync();
        database.DataSource.Clear();

        (await UserAsync(database)).ShouldBe(issuer.Live.Single());
    }

    private Task<JitDatabase> CreateAsync(RoleIssuer issuer, string? settings = null)
    {
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.Required };
        (options.Refresh.SettleTime, options.Refresh.DrainTime) = (TimeSpan.Zero, RotationServer.DrainTime);

        // By two names, since TLS tells servers apart by name only.
        return JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(
                $"Host=localhost:{_a.Postgres.Endpoint.Port},127.0.0.1:{_b.Postgres.Endpoint.Port};Database=orders;Root Certificate={_roots};" +
                $"Host Recheck Seconds=0;Timeout={RotationServer.OpenLimit.TotalSeconds};{settings}"),
            issuer, options, new JitRuntime { TimeProvider = new UnhurriedTime { Skips = RotationServer.OpenLimit } }, Cancellation);
    }

    private static async Task<string> UserAsync(JitDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("SELECT session_user::text");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

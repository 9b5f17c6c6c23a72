using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Who owns what users make that come and go; where they do themselves, none of them can be dropped.</summary>
public sealed class OwnershipTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const int RevokeFailed = 4004;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Options=-c role=orders_group", true)]
    [InlineData("", false)]
    public async Task Table_MadeByAUserWhoIsReplaced_LetsItGoOnlyWhereTheGroupOwnsIt(string settings, bool goes)
    {
        server.Require();
        var log = new LogRecorder();
        var issuer = new RoleIssuer(server.Administrator);
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.Required };
        (options.Refresh.SettleTime, options.Refresh.DrainTime) = (TimeSpan.Zero, RotationServer.DrainTime);
        string owner;
        await using (var database = await JitDatabase.CreateAsync(
                         server.Builder(settings), issuer, options, new JitRuntime { LoggerFactory = log, TimeProvider = new UnhurriedTime() }, Cancellation))
        {
            await ExecuteAsync(database.DataSource, "CREATE TABLE made_by_a_user (id int)");
            await ExecuteAsync(database.DataSource, "SELECT count(*) FROM made_by_a_user"); // from the pool: the role is still that of the connection
            owner = await OwnerAsync();

            await database.RotateAsync(Cancellation);
        }

        owner.ShouldBe(goes ? "orders_group" : issuer.Live.Single());
        issuer.Revoked.ShouldBe(goes ? 2 : 1);
        log.Texts(RevokeFailed).Count.ShouldBe(goes ? 0 : 1);
        await ExecuteAsync(server.Administrator, "DROP TABLE made_by_a_user");
        await issuer.DropAllAsync(Cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<string> OwnerAsync()
    {
        await using var command = server.Administrator.CreateCommand("SELECT tableowner FROM pg_tables WHERE tablename = 'made_by_a_user'");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

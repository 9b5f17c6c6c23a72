using JitAccess.IntegrationTests.Load;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Users come and go under one data source, on a real server that drops them: no operation fails, and nothing is left.</summary>
public sealed class RotationTests(RotationServer server) : IClassFixture<RotationServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Gets a clock for tests in which no open is under way when the name changes.</summary>
    private static UnhurriedTime WithoutSettling => new() { Skips = RotationServer.OpenLimit };

    [Fact]
    public async Task Rotate_NewNameOnTheSameDataSource_TransactionsFinishAndTheOldUserGoes()
    {
        server.Require();
        var issuer = new RoleIssuer(server.Administrator);
        await using var database = await CreateAsync(issuer, time: WithoutSettling);
        var dataSource = database.DataSource;
        var before = await UserAsync(dataSource);
        await using var connection = await dataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);

        await database.RotateAsync(Cancellation);

        var after = await UserAsync(dataSource);
        after.ShouldNotBe(before);
        database.DataSource.ShouldBeSameAs(dataSource);
        await using (var insert = new NpgsqlCommand("INSERT INTO orders (item) VALUES ('in the old session')", connection, transaction))
            (await insert.ExecuteNonQueryAsync(Cancellation)).ShouldBe(1);
        await transaction.CommitAsync(Cancellation);
        issuer.Revoked.ShouldBe(0); // it has a session still
        await connection.CloseAsync();

        await Eventually.ShouldBeAsync(() => Task.FromResult((long)issuer.Revoked), 1, Cancellation);
        issuer.Live.ShouldBe([after]);
    }

    [Fact]
    public async Task Rotate_SessionThatIsNotReturned_IsEndedAfterTheDrainTime()
    {
        server.Require();
        var log = new LogRecorder();
        var issuer = new RoleIssuer(server.Administrator);
        await using var database = await CreateAsync(issuer, log: log, drain: TimeSpan.FromSeconds(1), time: WithoutSettling);
        await using var kept = await database.DataSource.OpenConnectionAsync(Cancellation);

        await database.RotateAsync(Cancellation);
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)issuer.Revoked), 1, Cancellation);

        log.Texts(4008).ShouldHaveSingleItem().ShouldContain($"process {kept.ProcessID} at localhost:{server.Postgres.Endpoint.Port}");
        await using var command = new NpgsqlCommand("SELECT 1", kept);
        await Should.ThrowAsync<NpgsqlException>(() => command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Rotate_LongAfterTheFirstEndByRenewals_TheOldUserStillServesAndDrains()
    {
        server.Require();
        var (log, time) = (new LogRecorder(), new PatientTime());
        var issuer = new RoleIssuer(server.Administrator);
        await using var database = await CreateAsync(issuer, log: log, time: time);
        var firstEnd = database.GetStatus()[0].ExpiresAt!.Value;
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        for (var renewal = 0; renewal < 2; renewal++)
        {
            var before = database.GetStatus()[0].IssuedAt;
            await time.AdvanceAsync(TimeSpan.FromMinutes(45), Cancellation); // of the hour that each renewal gives
            await EventuallyAsync(time, () => database.GetStatus()[0].IssuedAt == before ? 0 : 1); // at the next wake, where the flight before has just ended
        }

        time.GetUtcNow().ShouldBeGreaterThan(firstEnd);
        database.GetStatus()[0].Generation.ShouldBe(1);
        var rotation = database.RotateAsync(Cancellation);
        await EventuallyAsync(time, () => rotation.IsCompleted ? 1 : 0);
        await rotation;

        await using (var insert = new NpgsqlCommand("INSERT INTO orders (item) VALUES ('renewed')", connection, transaction))
            (await insert.ExecuteNonQueryAsync(Cancellation)).ShouldBe(1);
        await transaction.CommitAsync(Cancellation);
        await connection.CloseAsync();
        await EventuallyAsync(time, () => issuer.Revoked);
        log.Texts(4007).ShouldBeEmpty();
        log.Texts(4008).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rotate_LongAfterTheLastTime_WaitsUntilNoOpenIsUnderWayThatDidNotAnnounceItself()
    {
        server.Require();
        var (time, issuer) = (new PatientTime(), new RoleIssuer(server.Administrator));
        await using var database = await CreateAsync(issuer, "Pooling=false", time: time);
        var before = await UserAsync(database.DataSource);
        await time.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);

        var rotation = database.RotateAsync(Cancellation);
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)issuer.Minted), 2, Cancellation);
        for (var open = 0; open < 50; open++)
            (await UserAsync(database.DataSource)).ShouldBe(before);
        rotation.IsCompleted.ShouldBeFalse();

        await EventuallyAsync(time, () => rotation.IsCompleted ? 1 : 0);
        await rotation;
        (await UserAsync(database.DataSource)).ShouldNotBe(before);

        await database.RotateAsync(Cancellation); // soon after, without a wait
        issuer.Minted.ShouldBe(3);
    }

    [Theory]
    [InlineData("orders", PostgresErrorCodes.InvalidPassword)]
    [InlineData(RotationServer.OfMembers, PostgresErrorCodes.InvalidAuthorizationSpecification)]
    public async Task Rotate_UserIsGone_NextOpensBringAnotherWithoutAWait(string name, string sqlState)
    {
        server.Require();
        var (time, log, issuer) = (new PatientTime(), new LogRecorder(), new RoleIssuer(server.Administrator));
        await using var database = await CreateAsync(issuer, "Pooling=false", log, time: time, name: name);
        var before = await UserAsync(database.DataSource);
        await time.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
        await issuer.DropAllAsync(Cancellation);

        (await Should.ThrowAsync<PostgresException>(() => UserAsync(database.DataSource))).SqlState.ShouldBe(sqlState);

        log.Texts(4002).ShouldHaveSingleItem().ShouldContain(before);
        await Eventually.ShouldBeAsync(
            async () =>
            {
                try
                {
                    return (await UserAsync(database.DataSource)).StartsWith("v-orders-2-", StringComparison.Ordinal) ? 1 : 0;
                }
                catch (PostgresException)
                {
                    return 0;
                }
            },
            1, Cancellation);
    }

    [Fact]
    public async Task Rotate_SeveralTimesAtOnce_GivesUpEveryUserThatWasPassedOver()
    {
        server.Require();
        var issuer = new RoleIssuer(server.Administrator);
        await using (var database = await CreateAsync(issuer))
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => database.RotateAsync(Cancellation), Cancellation)));

        issuer.Live.ShouldBeEmpty();
        issuer.Revoked.ShouldBe(issuer.Minted);
        (await server.CountAsync("roles")).ShouldBe(0);
    }

    [Fact]
    public async Task Rotate_BeforeTheFirstUse_GivesUpTheUserThatNobodyHasUsed()
    {
        server.Require();
        var issuer = new RoleIssuer(server.Administrator);
        await using (var database = await CreateAsync(issuer, prefetch: JitPrefetch.None))
        {
            await database.RotateAsync(Cancellation);
            await database.RotateAsync(Cancellation);
            (await UserAsync(database.DataSource)).ShouldStartWith("v-orders-2-");
        }

        (issuer.Minted, issuer.Revoked).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Dispose_DuringASettle_LeavesNeitherRoleNorSession()
    {
        server.Require();
        var issuer = new RoleIssuer(server.Administrator);
        var database = await CreateAsync(issuer);
        await UserAsync(database.DataSource);
        await database.RotateAsync(Cancellation);
        await UserAsync(database.DataSource);

        await database.DisposeAsync();

        issuer.Live.ShouldBeEmpty();
        (issuer.Minted, issuer.Revoked).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Rotate_InitializersThatOpenTheOtherDatabase_NoLoginIsRefusedAndNothingIsLeft()
    {
        server.Require();
        var log = new LogRecorder();
        var (issuerA, issuerB) = (new RoleIssuer(server.Administrator), new RoleIssuer(server.Administrator));
        const string settings = "Pooling=false";
        await using (var databases = await CrossedDatabases.CreateAsync(
            server.Builder(settings), issuerA, server.Builder(settings), issuerB, new JitRuntime { LoggerFactory = log, TimeProvider = new UnhurriedTime() }))
        {
            databases.DeepestLevel = 2;
            for (var rotation = 0; rotation < 10; rotation++)
            {
                var opens = Task.WhenAll(UserAsync(databases.A.DataSource), UserAsync(databases.B.DataSource));
                await databases.RotateAsync(Cancellation);
                await opens;
            }

            (await UserAsync(databases.A.DataSource)).ShouldStartWith("v-orders-11-");
        }

        log.Texts(4002).ShouldBeEmpty();
        log.Texts(4007).ShouldBeEmpty(); // each new user was proved
        issuerA.Live.Concat(issuerB.Live).ShouldBeEmpty();
        (await server.CountAsync("roles")).ShouldBe(0);
    }

    [Theory]
    [InlineData("Maximum Pool Size=20", 300)]
    [InlineData("Pooling=false", 300)]
    public async Task Rotate_UnderLoad_FailsNothingAndLeavesNothing(string settings, int everyMilliseconds)
    {
        server.Require();
        var issuer = new RoleIssuer(server.Administrator);
        var tally = new SoakTally();
        var database = await CreateAsync(issuer, settings);
        await using (database)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var workers = Enumerable.Range(0, 10).Select(i => Task.Run(() => Worker.RunAsync(i, database.DataSource, tally, end.Token), CancellationToken.None)).ToList();
            await Eventually.ShouldBeAsync(() => Task.FromResult((long)tally.SucceededByUse.Count), Use.All.Count, Cancellation);
            for (var rotation = 0; rotation < 12; rotation++)
            {
                await Task.Delay(everyMilliseconds, Cancellation);
                await database.RotateAsync(Cancellation);
            }

            await end.CancelAsync();
            await Task.WhenAll(workers);
        }

        tally.Failures.ShouldBeEmpty();
        tally.SucceededByUse.Count.ShouldBe(Use.All.Count);
        issuer.Minted.ShouldBe(13);
        issuer.Live.ShouldBeEmpty();
        await Eventually.ShouldBeAsync(() => server.CountAsync("roles"), 0, Cancellation);
        await Eventually.ShouldBeAsync(() => server.CountAsync("sessions"), 0, Cancellation);
    }

    private Task<JitDatabase> CreateAsync(
        RoleIssuer issuer, string? settings = null, LogRecorder? log = null, TimeSpan? drain = null, JitPrefetch prefetch = JitPrefetch.Required,
        TimeProvider? time = null, string name = "orders")
    {
        var options = new JitDatabaseOptions { Prefetch = prefetch };
        (options.Refresh.SettleTime, options.Refresh.DrainTime) = (TimeSpan.Zero, drain ?? RotationServer.DrainTime);
        var runtime = new JitRuntime
        {
            LoggerFactory = log ?? (ILoggerFactory)NullLoggerFactory.Instance,
            TimeProvider = time ?? new UnhurriedTime(),
        };
        return JitDatabase.CreateAsync(server.Builder(settings, name), issuer, options, runtime, Cancellation);
    }

    private static Task EventuallyAsync(PatientTime time, Func<long> read) => Eventually.ShouldBeAsync(
        async () =>
        {
            await time.AdvanceAsync(TimeSpan.FromSeconds(2), Cancellation);
            return read();
        },
        1, Cancellation);

    private static async Task<string> UserAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("SELECT session_user::text");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

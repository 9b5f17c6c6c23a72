using Npgsql;

namespace JitAccess.Testing.Tests;

/// <summary>A hot standby follows its primary, lags where it is told to, and takes over when it is promoted.</summary>
public sealed class LocalPostgresStandbyTests : IDisposable
{
    private readonly ParentFolder _parent = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parent.Dispose();

    [Fact]
    public async Task StartAsync_WithAPrimary_FollowsItReadOnlyUntilItIsPromoted()
    {
        await using var primary = await StartAsync();
        await using var standby = await StartAsync(o => o.Primary = primary);

        await primary.ExecuteAsync("CREATE TABLE written_later (id int)", cancellationToken: Cancellation);

        await Local.UntilAsync(() => CountAsync(standby, "pg_tables WHERE tablename = 'written_later'"), "the table arrives");
        var refusal = await Should.ThrowAsync<PostgresException>(() => standby.ExecuteAsync("CREATE TABLE mine (id int)", cancellationToken: Cancellation));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.ReadOnlySqlTransaction);
        await standby.PromoteAsync(Cancellation);
        await standby.ExecuteAsync("CREATE TABLE mine (id int)", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task StartAsync_WithAnApplyDelay_DoesNotShowYetWhatThePrimaryHasAndTheStandbyHasReceived()
    {
        await using var primary = await StartAsync();
        await using var standby = await StartAsync(o =>
        {
            o.Primary = primary;
            o.Settings["recovery_min_apply_delay"] = "1h";
        });

        await primary.ExecuteAsync("CREATE ROLE late LOGIN", cancellationToken: Cancellation);

        await Local.UntilAsync(
            () => CountAsync(primary, "pg_stat_replication WHERE flush_lsn >= pg_current_wal_insert_lsn()"), "all of it is at the standby");
        (await CountAsync(primary, "pg_roles WHERE rolname = 'late'")).ShouldBeTrue();
        (await CountAsync(standby, "pg_roles WHERE rolname = 'late'")).ShouldBeFalse();
    }

    private Task<LocalPostgres> StartAsync(Action<LocalPostgresOptions>? configure = null)
    {
        Local.Require();
        var options = new LocalPostgresOptions { ParentDirectory = _parent.Path };
        configure?.Invoke(options);
        return LocalPostgres.StartAsync(options, Cancellation);
    }

    private static async Task<bool> CountAsync(LocalPostgres server, string what)
    {
        await using var admin = server.CreateSuperuserDataSource();
        await using var command = admin.CreateCommand($"SELECT count(*) FROM {what}");
        return (long)(await command.ExecuteScalarAsync(Cancellation))! == 1;
    }
}

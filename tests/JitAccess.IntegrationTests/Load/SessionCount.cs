using Npgsql;

namespace JitAccess.IntegrationTests.Load;

/// <summary>Counts the application's sessions at the server.</summary>
internal static class SessionCount
{
    public static async Task<long> GetAsync(NpgsqlDataSource superuser, CancellationToken cancellationToken)
    {
        await using var command = superuser.CreateCommand($"SELECT count(*) FROM pg_stat_activity WHERE usename = '{TestServer.UserName}'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Waits, for a server process ends a moment after its client has said good-bye.</summary>
    public static async Task ShouldBecomeAsync(TestServer server, long expected, CancellationToken cancellationToken)
    {
        await using var superuser = server.CreateSuperuserDataSource();
        await Eventually.ShouldBeAsync(() => GetAsync(superuser, cancellationToken), expected, cancellationToken);
    }
}

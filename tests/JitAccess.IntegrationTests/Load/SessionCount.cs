using Npgsql;

namespace JitAccess.IntegrationTests.Load;

/// <summary>Counts the application's sessions at the server.</summary>
internal static class SessionCount
{
    // A server process ends a moment after its client has said good-bye.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<long> GetAsync(NpgsqlDataSource superuser, CancellationToken cancellationToken)
    {
        await using var command = superuser.CreateCommand($"SELECT count(*) FROM pg_stat_activity WHERE usename = '{TestServer.UserName}'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task ShouldBecomeAsync(TestServer server, long expected, CancellationToken cancellationToken)
    {
        await using var superuser = server.CreateSuperuserDataSource();
        var began = TimeProvider.System.GetTimestamp();
        long count;
        while ((count = await GetAsync(superuser, cancellationToken)) != expected && TimeProvider.System.GetElapsedTime(began) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        count.ShouldBe(expected, $"sessions of {TestServer.UserName}");
    }
}

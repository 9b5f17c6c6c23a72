using Npgsql;
using Playground.Board;
using Playground.Databases;

namespace Playground.Orders;

/// <summary>Asks the server again and again which sessions of the service are open.</summary>
internal sealed class SessionWatch(Database database, LiveBoard board)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken end)
    {
        await using var admin = database.CreateSuperuserDataSource(Database.Name);
        while (!end.IsCancellationRequested)
        {
            try
            {
                board.Observe(await AskAsync(admin, end));
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                board.Observe(sessions: null);
            }

            await Task.Delay(Pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<IReadOnlyList<Session>> AskAsync(NpgsqlDataSource admin, CancellationToken end)
    {
        await using var command = admin.CreateCommand($"SELECT coalesce(usename::text, 'a user that was dropped'), backend_start FROM {Database.Sessions}");
        await using var reader = await command.ExecuteReaderAsync(end);
        var sessions = new List<Session>();
        while (await reader.ReadAsync(end))
            sessions.Add(new Session(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)));
        return sessions;
    }
}

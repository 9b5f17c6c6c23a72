using System.Net.Sockets;
using Npgsql;

namespace JitAccess.IntegrationTests.Load;

/// <summary>The times during which PostgreSQL was stopped on purpose, and which failures they excuse.</summary>
/// <remarks>A failure is excused only if the operation overlapped the time from the order to stop until logins were accepted again, and if what it
/// says is that the connection was lost or could not be made. Everything else, a refused login first of all, is a failure at any time. An
/// operation that was under way when the order came is told apart from one that found no server: of the first there is one a worker at most.</remarks>
internal sealed class RestartLog(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<(long From, long Until)> _windows = [];

    public async Task RestartAsync(Func<Task> restart)
    {
        int window;
        lock (_gate)
        {
            window = _windows.Count;
            _windows.Add((time.GetTimestamp(), long.MaxValue));
        }

        await restart();
        lock (_gate)
            _windows[window] = (_windows[window].From, time.GetTimestamp());
    }

    /// <summary>Says what a failure is put down to, or nothing.</summary>
    public RestartExcuse? Excuse(long began, long ended, Exception exception)
    {
        if (!IsLostConnection(exception))
            return null;
        lock (_gate)
            foreach (var (from, until) in _windows)
                if (began <= until && ended >= from)
                    return began < from ? RestartExcuse.InFlight : RestartExcuse.ServerAway;
        return null;
    }

    private static bool IsLostConnection(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException { InnerException: { } inner } => IsLostConnection(inner),
        IOException or SocketException => true,
        _ => false,
    };
}

using System.Net.Sockets;
using Npgsql;

namespace JitAccess.IntegrationTests.Load;

/// <summary>The times during which PostgreSQL was stopped on purpose, and which failures they excuse.</summary>
/// <remarks>A failure is excused only if the operation overlapped the time from the order to stop until logins were accepted again, and if what it
/// says is that the connection was lost or could not be made. Everything else, a refused login first of all, is a failure at any time.</remarks>
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

    public bool Excuses(long began, long ended, Exception exception) => IsLostConnection(exception) && Overlaps(began, ended);

    private bool Overlaps(long began, long ended)
    {
        lock (_gate)
            return _windows.Exists(w => began <= w.Until && ended >= w.From);
    }

    private static bool IsLostConnection(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException { InnerException: { } inner } => IsLostConnection(inner),
        IOException or SocketException => true,
        _ => false,
    };
}

using System.Net.Sockets;
using Npgsql;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Says what went wrong in a database as the server's own driver says it: clients decide by these texts.</summary>
internal static class DriverText
{
    public static string Of(NpgsqlException e, NpgsqlDataSource dataSource) => e switch
    {
        PostgresException server => $"pq: {server.MessageText}",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => $"dial tcp {Address(dataSource)}: connect: connection refused",
        { InnerException: TimeoutException } => $"dial tcp {Address(dataSource)}: i/o timeout",
        _ => "driver: bad connection",
    };

    private static string Address(NpgsqlDataSource dataSource)
    {
        var text = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        return $"{(text.Host == "localhost" ? "127.0.0.1" : text.Host)}:{text.Port}";
    }
}

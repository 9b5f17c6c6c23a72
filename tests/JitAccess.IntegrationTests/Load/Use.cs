using Dapper;
using Npgsql;

namespace JitAccess.IntegrationTests.Load;

/// <summary>One of the ways in which applications use a data source.</summary>
/// <param name="Name">What it is called in the tally.</param>
/// <param name="RunAsync">One operation; the connection is one object that is kept and opened anew each time.</param>
internal sealed record Use(string Name, Func<NpgsqlDataSource, NpgsqlConnection, CancellationToken, Task> RunAsync)
{
    private const string Query = "SELECT count(*) FROM orders WHERE id < 10";

    public static IReadOnlyList<Use> All { get; } =
    [
        new("open and query", static async (dataSource, _, cancellationToken) =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await QueryAsync(connection, cancellationToken);
        }),
        new("transaction", static async (dataSource, _, cancellationToken) =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            for (var i = 0; i < 3; i++)
            {
                await using var insert = new NpgsqlCommand("INSERT INTO orders (item) VALUES ('soak')", connection, transaction);
                await insert.ExecuteNonQueryAsync(cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }),
        new("command of the data source", static async (dataSource, _, cancellationToken) =>
        {
            await using var command = dataSource.CreateCommand(Query);
            await command.ExecuteScalarAsync(cancellationToken);
        }),
        new("Dapper", static async (dataSource, _, cancellationToken) =>
        {
            await using var connection = dataSource.CreateConnection();
            await connection.ExecuteScalarAsync<long>(new CommandDefinition(Query, cancellationToken: cancellationToken));
        }),
        new("kept connection object", static async (_, kept, cancellationToken) =>
        {
            await kept.OpenAsync(cancellationToken);
            try
            {
                await QueryAsync(kept, cancellationToken);
            }
            finally
            {
                await kept.CloseAsync();
            }
        }),
    ];

    private static async Task QueryAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }
}

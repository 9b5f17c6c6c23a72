using System.Runtime.CompilerServices;
using Npgsql;

namespace OrdersApi;

/// <summary>Reads and writes orders. Nothing here knows how a connection logs in.</summary>
internal sealed class OrderStore(NpgsqlDataSource database)
{
    public async IAsyncEnumerable<Order> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT id, customer, item, quantity, placed_at FROM orders ORDER BY placed_at DESC, id DESC LIMIT 100");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new Order(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetFieldValue<DateTimeOffset>(4));
    }

    public async Task<long> AddAsync(NewOrder order, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("INSERT INTO orders (customer, item, quantity) VALUES ($1, $2, $3) RETURNING id");
        command.Parameters.Add(new() { Value = order.Customer });
        command.Parameters.Add(new() { Value = order.Item });
        command.Parameters.Add(new() { Value = order.Quantity });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

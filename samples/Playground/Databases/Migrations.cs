namespace Playground.Databases;

/// <summary>Runs the service's SQL scripts once each, as the owner of the schema, and seeds a few orders.</summary>
internal static class Migrations
{
    private const string Seed =
        """
        INSERT INTO orders (customer, item, quantity)
        SELECT customer, item, quantity FROM (VALUES ('Ada', 'tea', 2), ('Grace', 'coffee', 1), ('Edsger', 'cocoa', 3)) AS seed (customer, item, quantity)
        WHERE NOT EXISTS (SELECT FROM orders)
        """;

    public static async Task<int> RunAsync(Database database, CancellationToken cancellationToken)
    {
        await using var admin = database.CreateSuperuserDataSource(Database.Name);
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now())");
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Migrations"), "*.sql").Order(StringComparer.Ordinal))
        {
            await using var connection = await admin.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var note = connection.CreateCommand();
            note.CommandText = "INSERT INTO schema_migrations (name) VALUES ($1) ON CONFLICT DO NOTHING";
            note.Parameters.Add(new() { Value = Path.GetFileName(file) });
            if (await note.ExecuteNonQueryAsync(cancellationToken) == 0)
                continue;

            await using var script = connection.CreateCommand();
            script.CommandText = await File.ReadAllTextAsync(file, cancellationToken);
            await script.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            count++;
        }

        await ExecuteAsync(Seed);
        return count;

        async Task ExecuteAsync(string sql)
        {
            await using var command = admin.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

using Npgsql;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Makes, extends and drops database users, as the server's plugin for PostgreSQL does.</summary>
internal sealed class DatabaseAccounts(NpgsqlDataSource dataSource)
{
    private const string DefaultRenewal = """ALTER ROLE "{{name}}" VALID UNTIL '{{expiration}}';""";
    private const string DefaultRotation = """ALTER ROLE "{{name}}" WITH PASSWORD '{{password}}';""";

    public async Task CreateAsync(VaultEmulatorRole role, string name, string password, DateTimeOffset leaseEnd)
    {
        if (role.CreationStatements.Count == 0)
            throw VaultRefusalException.Listed(500, "empty creation statements");
        try
        {
            await TransactAsync(role.CreationStatements.Select(s => StatementTemplate.Fill(s, name, password, leaseEnd)), "unable to start transaction: ", "failed to execute query: ")
                .ConfigureAwait(false);
        }
        catch (DatabaseFailureException e)
        {
            await RollBackAsync(role, name).ConfigureAwait(false);
            throw VaultRefusalException.Listed(500, e.Message.Replace(password, "[password]", StringComparison.Ordinal));
        }
    }

    public async Task ExtendAsync(IList<string> statements, string name, DateTimeOffset leaseEnd)
    {
        try
        {
            await TransactAsync((statements.Count > 0 ? statements : [DefaultRenewal]).Select(s => StatementTemplate.Fill(s, name, leaseEnd: leaseEnd))).ConfigureAwait(false);
        }
        catch (DatabaseFailureException e)
        {
            throw VaultRefusalException.Listed(400, e.Message);
        }
    }

    public async Task DropAsync(IReadOnlyList<string> statements, string name)
    {
        try
        {
            if (statements.Count > 0)
                await TransactAsync(statements.Select(s => StatementTemplate.Fill(s, name))).ConfigureAwait(false);
            else
                await DropByDefaultAsync(name).ConfigureAwait(false);
        }
        catch (DatabaseFailureException e)
        {
            throw new VaultRefusalException(400, e.Message);
        }
    }

    public async Task SetPasswordAsync(IList<string> statements, string name, string password)
    {
        try
        {
            if (!await ExistsAsync(name).ConfigureAwait(false))
                throw new DatabaseFailureException("user does not appear to exist: sql: no rows in result set");
            await TransactAsync((statements.Count > 0 ? statements : [DefaultRotation]).Select(s => StatementTemplate.Fill(s, name, password))).ConfigureAwait(false);
        }
        catch (DatabaseFailureException e)
        {
            throw VaultRefusalException.Listed(500,
                "error setting credentials: " + VaultRefusalException.List(e.Message.Replace(password, "[password]", StringComparison.Ordinal)));
        }
    }

    private async Task<bool> ExistsAsync(string name)
    {
        try
        {
            var command = dataSource.CreateCommand("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)");
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
                return await command.ExecuteScalarAsync().ConfigureAwait(false) is true;
            }
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseFailureException("user does not appear to exist: " + DriverText.Of(e, dataSource));
        }
    }

    // Not in one transaction: even where the drop fails, as much access as possible is taken away.
    private async Task DropByDefaultAsync(string name)
    {
        try
        {
            var connection = await dataSource.OpenConnectionAsync().ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                if (await QueryAsync(connection, "SELECT rolname::text FROM pg_roles WHERE rolname = $1", name).ConfigureAwait(false) is [])
                    return;
                var user = StatementTemplate.Quote(name);
                var schemas = await QueryAsync(
                    connection, "SELECT DISTINCT table_schema::text FROM information_schema.role_column_grants WHERE grantee = $1", name).ConfigureAwait(false);
                foreach (var schema in schemas.Append("public").Distinct().Select(StatementTemplate.Quote))
                    await ExecuteAsync(connection,
                        $"REVOKE ALL PRIVILEGES ON ALL TABLES IN SCHEMA {schema} FROM {user}; REVOKE ALL PRIVILEGES ON ALL SEQUENCES IN SCHEMA {schema} FROM {user}; " +
                        $"REVOKE USAGE ON SCHEMA {schema} FROM {user}").ConfigureAwait(false);
                foreach (var database in await QueryAsync(connection, "SELECT current_database()::text WHERE $1 <> ''", name).ConfigureAwait(false))
                    await ExecuteAsync(connection, $"REVOKE CONNECT ON DATABASE {StatementTemplate.Quote(database)} FROM {user}").ConfigureAwait(false);
                await ExecuteAsync(connection, $"DROP ROLE IF EXISTS {user}").ConfigureAwait(false);
            }
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseFailureException(DriverText.Of(e, dataSource));
        }
    }

    private async Task TransactAsync(IEnumerable<string> statements, string onStart = "", string onStatement = "")
    {
        var words = onStart;
        try
        {
            var connection = await dataSource.OpenConnectionAsync().ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    words = onStatement;
                    foreach (var statement in statements)
                        await ExecuteAsync(connection, statement).ConfigureAwait(false);
                    await transaction.CommitAsync().ConfigureAwait(false);
                }
            }
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseFailureException(words + DriverText.Of(e, dataSource));
        }
    }

    private async Task RollBackAsync(VaultEmulatorRole role, string name)
    {
        if (role.RollbackStatements.Count == 0)
            return;
        try
        {
            await TransactAsync(role.RollbackStatements.Select(s => StatementTemplate.Fill(s, name))).ConfigureAwait(false);
        }
        catch (DatabaseFailureException)
        {
            // The first error is the one to tell.
        }
    }

    private static async Task<List<string>> QueryAsync(NpgsqlConnection connection, string sql, string argument)
    {
        List<string> rows = [];
        var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = argument } } };
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                while (await reader.ReadAsync().ConfigureAwait(false))
                    rows.Add(reader.GetString(0));
        }

        return rows;
    }

#pragma warning disable CA2100 // statements of the role's own definition; what is filled in is generated here or quoted
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
#pragma warning restore CA2100
}

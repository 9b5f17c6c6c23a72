using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Reaches each host of a database by a connection of its own, as a given user: to prove a login, to see and end a user's sessions.</summary>
/// <remarks>A user may see and end its own sessions and nobody else's, so what is asked about a user is asked as that user.</remarks>
internal sealed class SessionControl(NpgsqlDataSourceBuilder builder, IReadOnlyList<JitEndpoint> hosts)
{
    private const string OwnSessions =
        "FROM pg_stat_activity WHERE usename = session_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

    private readonly Lock _gate = new();

    public IReadOnlyList<JitEndpoint> Hosts => hosts;

    /// <summary>Builds a data source for one host and one user, with everything else as the application's.</summary>
    public NpgsqlDataSource Create(JitEndpoint host, string userName)
    {
        lock (_gate)
        {
            var settings = builder.ConnectionStringBuilder;
            var (before, name) = (settings.ConnectionString, builder.Name);
            try
            {
                (settings.Host, settings.Port, settings.Username) = (host.Host, host.Port, userName);
                (settings.Pooling, settings.Enlist, settings.LoadBalanceHosts) = (false, false, false);
                settings.TargetSessionAttributes = null;
                builder.Name = $"{name} (rotation)";
                return builder.Build();
            }
            finally
            {
                settings.ConnectionString = before;
                builder.Name = name;
            }
        }
    }

    /// <summary>Logs in as a user and out again.</summary>
    public async Task LogInAsync(JitEndpoint host, string userName, CancellationToken cancellationToken)
    {
        await using var dataSource = Create(host, userName);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the sessions of a user at one host.</summary>
    public Task<IReadOnlyList<UserSession>> ListAsync(JitEndpoint host, string userName, CancellationToken cancellationToken) =>
        QueryAsync(host, userName, $"SELECT pid, application_name, state, xact_start IS NOT NULL {OwnSessions}", cancellationToken);

    /// <summary>Ends the sessions of a user at one host, and returns those that it ended.</summary>
    public Task<IReadOnlyList<UserSession>> EndAsync(JitEndpoint host, string userName, CancellationToken cancellationToken) =>
        QueryAsync(
            host, userName, $"SELECT pid, application_name, state, xact_start IS NOT NULL {OwnSessions} AND pg_terminate_backend(pid)",
            cancellationToken);

    private async Task<IReadOnlyList<UserSession>> QueryAsync(JitEndpoint host, string userName, string sql, CancellationToken cancellationToken)
    {
        await using var dataSource = Create(host, userName);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

        // A role that was set at login, as advised for ownership, is no member of the user, and could end nothing.
        await using var command = new NpgsqlCommand($"SET ROLE NONE; {sql}", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var sessions = new List<UserSession>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            sessions.Add(new UserSession(host, reader.GetInt32(0), Text(reader, 1), Text(reader, 2), reader.GetBoolean(3)));
        return sessions;
    }

    private static string Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);
}

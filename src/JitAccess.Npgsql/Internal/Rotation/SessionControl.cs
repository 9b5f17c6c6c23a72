using Npgsql;

namespace JitAccess.Internal.Rotation;

/// <summary>Reaches each host of a database by a connection of its own, as a given user: to prove a login, to see and end a user's sessions.</summary>
/// <remarks>A user may see and end its own sessions and nobody else's, so what is asked about a user is asked as that user.</remarks>
internal sealed class SessionControl(NpgsqlDataSourceBuilder builder, IReadOnlyList<JitEndpoint> hosts)
{
    private const string OwnSessions =
        "SELECT pid, application_name, state, xact_start IS NOT NULL FROM pg_stat_activity WHERE usename = session_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

    private readonly Lock _gate = new();

    /// <summary>Gets or sets what answers the application's connections and these.</summary>
    public PasswordProvider? Passwords { get; set; }

    public IReadOnlyList<JitEndpoint> Hosts => hosts;

    /// <summary>Builds a data source for one host and one user, with everything else as the application's.</summary>
    /// <param name="host">The host.</param>
    /// <param name="userName">The user.</param>
    /// <param name="asked">Hears of the settings with which the password is asked for.</param>
    public NpgsqlDataSource Create(JitEndpoint host, string userName, Action<NpgsqlConnectionStringBuilder>? asked = null)
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

                // Known by what they ask, and not by where the code runs: the application's initializer runs in them too, and may open its own.
                Passwords!.ServeOwn(builder, asked);
                return builder.Build();
            }
            finally
            {
                settings.ConnectionString = before;
                builder.Name = name;
                Passwords!.Serve(builder);
            }
        }
    }

    /// <summary>Logs in as a user and out again.</summary>
    public Task LogInAsync(JitEndpoint host, string userName, CancellationToken cancellationToken) =>
        UseAsync(host, userName, static (_, _) => Task.FromResult(true), cancellationToken);

    /// <summary>Returns the sessions of a user at one host.</summary>
    public Task<IReadOnlyList<UserSession>> ListAsync(JitEndpoint host, string userName, CancellationToken cancellationToken) =>
        QueryAsync(host, userName, OwnSessions, cancellationToken);

    /// <summary>Ends the sessions of a user at one host, and returns those that it ended.</summary>
    /// <remarks>Materialized, for nothing else fixes the order of conditions, and ending another user's session is an error.</remarks>
    public Task<IReadOnlyList<UserSession>> EndAsync(JitEndpoint host, string userName, CancellationToken cancellationToken) =>
        QueryAsync(host, userName, $"WITH own AS MATERIALIZED ({OwnSessions}) SELECT * FROM own WHERE pg_terminate_backend(pid)", cancellationToken);

    private Task<IReadOnlyList<UserSession>> QueryAsync(JitEndpoint host, string userName, string sql, CancellationToken cancellationToken) =>
        UseAsync<IReadOnlyList<UserSession>>(
            host, userName,
            async (connection, token) =>
            {
                // A role that was set at login, as advised for ownership, is no member of the user, and could end nothing.
                var command = new NpgsqlCommand($"SET ROLE NONE; {sql}", connection);
                await using (command.ConfigureAwait(false))
                {
                    var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        var sessions = new List<UserSession>();
                        while (await reader.ReadAsync(token).ConfigureAwait(false))
                            sessions.Add(new UserSession(host, reader.GetInt32(0), Text(reader, 1), Text(reader, 2), reader.GetBoolean(3)));
                        return sessions;
                    }
                }
            },
            cancellationToken);

    private async Task<T> UseAsync<T>(
        JitEndpoint host, string userName, Func<NpgsqlConnection, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        var dataSource = Create(host, userName);
        await using (dataSource.ConfigureAwait(false))
        {
            var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
                return await use(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);
}

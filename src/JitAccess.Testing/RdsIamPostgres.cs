using Npgsql;

namespace JitAccess.Testing;

/// <summary>A PostgreSQL that behaves towards its users as RDS does: members of <c>rds_iam</c> log in with a verified token or not at all.</summary>
public sealed class RdsIamPostgres : IAsyncDisposable
{
    private RdsIamPostgres(LocalPostgres server, RdsIamAuthenticator authenticator, RdsIamPostgresOptions options)
    {
        Server = server;
        Authenticator = authenticator;
        Database = options.Database;
        UserName = options.UserName;
    }

    /// <summary>Gets the server.</summary>
    public LocalPostgres Server { get; }

    /// <summary>Gets what judges the tokens.</summary>
    public RdsIamAuthenticator Authenticator { get; }

    /// <summary>Gets the database.</summary>
    public string Database { get; }

    /// <summary>Gets the user who logs in with tokens.</summary>
    public string UserName { get; }

    /// <summary>Gets the address to dial, as a <c>Connect</c> of <see cref="JitTokenEndpoint"/>.</summary>
    public JitEndpoint ConnectEndpoint => new("localhost", Server.Endpoint.Port);

    /// <summary>Gets the endpoint that tokens are signed for, as a <c>Token</c> of <see cref="JitTokenEndpoint"/>.</summary>
    public JitEndpoint TokenEndpoint => Authenticator.Verifier.Endpoint;

    /// <summary>Gets the application's connection string: no password, <c>VerifyFull</c>.</summary>
    public string ConnectionString => Server.ConnectionString(Database, UserName);

    /// <summary>Starts server and authenticator, and creates database and user.</summary>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left behind.</param>
    /// <exception cref="LocalPostgresException">There are no server programs, or they failed.</exception>
    public static async Task<RdsIamPostgres> StartAsync(RdsIamPostgresOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RdsIamPostgresOptions();
        var authenticator = RdsIamAuthenticator.Start(options.Authenticator);
        LocalPostgres? server = null;
        try
        {
            var postgres = options.Postgres.With(authenticator.HbaLines(), options.Authenticator.TokenEndpoint.Host);
            server = await LocalPostgres.StartAsync(postgres, cancellationToken).ConfigureAwait(false);
            foreach (var statement in SetUpStatements(options.Database, options.UserName))
                await server.ExecuteAsync(statement, cancellationToken: cancellationToken).ConfigureAwait(false);
            return new RdsIamPostgres(server, authenticator, options);
        }
        catch
        {
            if (server is not null)
                await server.DisposeAsync().ConfigureAwait(false);
            await authenticator.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns the statements, one at a time, that make a stock PostgreSQL ready for tokens; for a server in a container.</summary>
    /// <param name="database">The database to create.</param>
    /// <param name="userName">The user who logs in with tokens.</param>
    public static IReadOnlyList<string> SetUpStatements(string database, string userName)
    {
        var builder = new NpgsqlCommandBuilder();
        var (quotedDatabase, quotedUser) = (builder.QuoteIdentifier(database), builder.QuoteIdentifier(userName));
        return
        [
            "CREATE ROLE rds_iam NOLOGIN",
            $"CREATE USER {quotedUser}",
            $"GRANT rds_iam TO {quotedUser}",
            $"CREATE DATABASE {quotedDatabase}",
        ];
    }

    /// <summary>Stops server and authenticator, and removes the server's files.</summary>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync().ConfigureAwait(false);
        await Authenticator.DisposeAsync().ConfigureAwait(false);
    }
}

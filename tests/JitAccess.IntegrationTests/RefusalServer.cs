using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>A server with a clock of its own, a second name, and users whom it treats wrongly.</summary>
public sealed class RefusalServer : TestServer
{
    public const string OtherHost = "other.abc123def456.eu-west-1.rds.amazonaws.com";

    /// <summary>A user without <c>rds_iam</c>, whom the server asks for a password.</summary>
    public const string PlainUser = "plain_app";

    /// <summary>A user for whom there is a rule, but no role.</summary>
    public const string GhostUser = "ghost_app";

    /// <summary>A user without <c>rds_iam</c>, whom the server asks for a password by SCRAM.</summary>
    public const string ScramUser = "scram_app";

    private RdsIamPostgres? _postgres;

    public WatchedClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public override RdsIamAuthenticator Authenticator => _postgres!.Authenticator;

    public override JitEndpoint Connect => _postgres!.ConnectEndpoint;

    public override string RootCertificatePath => _postgres!.Server.RootCertificatePath;

    public override NpgsqlDataSource CreateSuperuserDataSource(string database = "postgres") => _postgres!.Server.CreateSuperuserDataSource(database);

    public override async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    protected override async Task StartAsync()
    {
        if (!LocalPostgres.IsAvailable)
        {
            Missing = "no local PostgreSQL programs were found";
            return;
        }

        var options = new RdsIamPostgresOptions { Database = Database, UserName = UserName };
        options.Authenticator.TimeProvider = Clock;
        options.Postgres.ServerNames.Add(OtherHost);
        foreach (var user in (string[])[PlainUser, GhostUser])
            options.Postgres.HbaLines.Add($"hostssl all {user} all password");
        options.Postgres.HbaLines.Add($"hostssl all {ScramUser} all scram-sha-256");
        _postgres = await RdsIamPostgres.StartAsync(options);
        foreach (var user in (string[])[PlainUser, ScramUser])
            await _postgres.Server.ExecuteAsync($"CREATE USER {user} PASSWORD 'a-password-of-its-own'");
    }
}

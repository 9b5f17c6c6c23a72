using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>PostgreSQL from local programs.</summary>
public sealed class LocalServer : TestServer
{
    private RdsIamPostgres? _postgres;

    public RdsIamPostgres Postgres => _postgres!;

    /// <summary>Ends a test that needs local programs where there are none.</summary>
    public static void SkipOrFail()
    {
        const string Variable = "JITACCESS_REQUIRE_LOCAL";
        if (Environment.GetEnvironmentVariable(Variable) == "1")
            Assert.Fail($"{Variable}=1, but no local PostgreSQL programs were found");
        Assert.Skip("no local PostgreSQL programs were found");
    }

    public override RdsIamAuthenticator Authenticator => Postgres.Authenticator;

    public override JitEndpoint Connect => Postgres.ConnectEndpoint;

    public override string RootCertificatePath => Postgres.Server.RootCertificatePath;

    public override NpgsqlDataSource CreateSuperuserDataSource(string database = "postgres") => Postgres.Server.CreateSuperuserDataSource(database);

    public override async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    protected override async Task StartAsync()
    {
        if (LocalPostgres.IsAvailable)
            _postgres = await RdsIamPostgres.StartAsync(new RdsIamPostgresOptions { Database = Database, UserName = UserName });
        else
            Missing = "no local PostgreSQL programs were found";
    }
}

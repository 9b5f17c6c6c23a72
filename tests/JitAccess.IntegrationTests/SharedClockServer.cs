using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>A local server that a test has started with settings of its own.</summary>
internal sealed class SharedClockServer(RdsIamPostgres postgres) : TestServer
{
    /// <summary>Starts a server whose authenticator goes by <paramref name="time"/>; ends the test where there are no local programs.</summary>
    public static async Task<SharedClockServer> StartAsync(TimeProvider time)
    {
        if (!LocalPostgres.IsAvailable)
            LocalServer.SkipOrFail();
        var options = new RdsIamPostgresOptions { Database = Database, UserName = UserName };
        options.Authenticator.TimeProvider = time;
        var server = new SharedClockServer(await RdsIamPostgres.StartAsync(options, TestContext.Current.CancellationToken));
        await server.InitializeAsync();
        return server;
    }

    public override RdsIamAuthenticator Authenticator => postgres.Authenticator;

    public override JitEndpoint Connect => postgres.ConnectEndpoint;

    public override string RootCertificatePath => postgres.Server.RootCertificatePath;

    public override NpgsqlDataSource CreateSuperuserDataSource(string database = "postgres") => postgres.Server.CreateSuperuserDataSource(database);

    public override ValueTask DisposeAsync() => postgres.DisposeAsync();

    protected override Task StartAsync() => Task.CompletedTask;
}

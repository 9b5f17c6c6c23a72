using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>A local server that a test has started with settings of its own.</summary>
internal sealed class SharedClockServer(RdsIamPostgres postgres) : TestServer
{
    public override RdsIamAuthenticator Authenticator => postgres.Authenticator;

    public override JitEndpoint Connect => postgres.ConnectEndpoint;

    public override string RootCertificatePath => postgres.Server.RootCertificatePath;

    public override NpgsqlDataSource CreateSuperuserDataSource(string database = "postgres") => postgres.Server.CreateSuperuserDataSource(database);

    public override ValueTask DisposeAsync() => postgres.DisposeAsync();

    protected override Task StartAsync() => Task.CompletedTask;
}

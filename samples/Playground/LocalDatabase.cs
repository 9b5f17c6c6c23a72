using JitAccess;
using JitAccess.Testing;
using Npgsql;

namespace Playground;

/// <summary>PostgreSQL from local programs.</summary>
internal sealed class LocalDatabase(RdsIamPostgres postgres) : Database
{
    public override string Description => "from local programs";

    public override JitEndpoint Connect => postgres.ConnectEndpoint;

    public override string RootCertificatePath => postgres.Server.RootCertificatePath;

    public override RdsIamAuthenticator Authenticator => postgres.Authenticator;

    public override NpgsqlDataSource CreateSuperuserDataSource(string database) => postgres.Server.CreateSuperuserDataSource(database);

    public override ValueTask DisposeAsync() => postgres.DisposeAsync();
}

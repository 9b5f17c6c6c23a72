using JitAccess;
using JitAccess.Testing;
using Npgsql;

namespace Playground;

/// <summary>The PostgreSQL that checks tokens: from local programs, else in a container.</summary>
internal abstract class Database : IAsyncDisposable
{
    public const string Name = "orders";
    public const string UserName = "orders_app";

    public abstract string Description { get; }

    public abstract JitEndpoint Connect { get; }

    public abstract string RootCertificatePath { get; }

    public abstract RdsIamAuthenticator Authenticator { get; }

    public string ConnectionString =>
        $"Host={Connect.Host};Port={Connect.Port};Database={Name};Username={UserName};Root Certificate={RootCertificatePath};Connection Lifetime=5";

    public static async Task<Database> StartAsync(CancellationToken cancellationToken) => LocalPostgres.IsAvailable
        ? new LocalDatabase(await RdsIamPostgres.StartAsync(new RdsIamPostgresOptions { Database = Name, UserName = UserName }, cancellationToken))
        : await ContainerDatabase.StartContainerAsync(cancellationToken);

    public abstract NpgsqlDataSource CreateSuperuserDataSource(string database);

    public abstract ValueTask DisposeAsync();
}

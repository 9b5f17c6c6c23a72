namespace JitAccess.Testing.Tests.Vault;

/// <summary>One server for the users of all emulators of a class, with a table that a role may read; absent where there are no server programs.</summary>
public sealed class VaultFixture : IAsyncLifetime
{
    private LocalPostgres? _server;

    public LocalPostgres Server
    {
        get
        {
            Local.Require();
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!LocalPostgres.IsAvailable)
            return;
        _server = await LocalPostgres.StartAsync(new LocalPostgresOptions { HbaLines = { "hostssl all all 127.0.0.1/32 scram-sha-256" } });
        await _server.ExecuteAsync(
            "CREATE ROLE app_ro NOLOGIN; CREATE TABLE t (x text); GRANT SELECT ON t TO app_ro; CREATE ROLE svc_static LOGIN; " +
            "GRANT CREATE ON SCHEMA public TO app_ro");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

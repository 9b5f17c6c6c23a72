using JitAccess.Aws;
using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>Two PostgreSQL servers that stand for an Aurora cluster: a primary and a hot standby, which swap at a failover.</summary>
/// <remarks>Each checks tokens for its own instance endpoint and for the endpoint of the cluster. Data are not replicated; both have the same.</remarks>
public sealed class ClusterServers : IAsyncLifetime
{
    public static readonly JitEndpoint Cluster = new("orders.cluster-abc123def456.eu-west-1.rds.amazonaws.com", 5432);

    private readonly RdsIamKey _key = RdsIamKey.Generate(withSessionToken: true);
    private readonly List<RdsIamPostgres> _servers = [];
    private string? _roots;

    /// <summary>Gets the server that is the primary at first; dialled as <c>localhost</c>.</summary>
    public RdsIamPostgres A => _servers[0];

    /// <summary>Gets the server that is a standby at first; dialled as <c>127.0.0.1</c>, since TLS tells addresses apart by name only.</summary>
    public RdsIamPostgres B => _servers[1];

    public JitEndpoint ConnectA => A.ConnectEndpoint;

    public JitEndpoint ConnectB => B.Server.Endpoint;

    public RdsIamCredentialProvider Provider => TestServer.Provider(_key);

    public async ValueTask InitializeAsync()
    {
        if (!LocalPostgres.IsAvailable)
            return;
        foreach (var name in (string[])["a", "b"])
            _servers.Add(await StartAsync($"orders-{name}.abc123def456.eu-west-1.rds.amazonaws.com"));
        await B.Server.DemoteAsync();

        _roots = Path.Combine(Path.GetTempPath(), $"jitaccess-roots-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(_roots, string.Join('\n', _servers.Select(s => File.ReadAllText(s.Server.RootCertificatePath))));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        if (_roots is not null)
            File.Delete(_roots);
    }

    public NpgsqlDataSourceBuilder Builder(string hosts, string? addition = null) => new(
        $"Host={hosts};Database=orders;Username=orders_app;Root Certificate={_roots};Host Recheck Seconds=0;{addition}");

    public static JitDatabaseOptions Options(params (JitEndpoint Connect, JitEndpoint Token)[] map)
    {
        var options = new JitDatabaseOptions { Prefetch = JitPrefetch.None };
        foreach (var (connect, token) in map)
            options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = connect.ToString(), Token = token.ToString() });
        return options;
    }

    /// <summary>A database over both instances, each signed for itself.</summary>
    public Task<JitDatabase> CreateAsync(string? addition = null) => JitDatabase.CreateAsync(
        Builder($"{ConnectA},{ConnectB}", addition), Provider, Options((ConnectA, A.TokenEndpoint), (ConnectB, B.TokenEndpoint)),
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>What Aurora does when the writer fails: the old one comes back as a reader, the other writes.</summary>
    public static async Task FailOverAsync(RdsIamPostgres from, RdsIamPostgres to)
    {
        await from.Server.DemoteAsync(TestContext.Current.CancellationToken);
        await to.Server.PromoteAsync(TestContext.Current.CancellationToken);
    }

    private async Task<RdsIamPostgres> StartAsync(string host)
    {
        var options = new RdsIamPostgresOptions();
        options.Authenticator.TokenEndpoint = new JitEndpoint(host, 5432);
        options.Postgres.ServerNames.Add(Cluster.Host);
        var server = await RdsIamPostgres.StartAsync(options);
        server.Authenticator.Verifier.AddEndpoint(Cluster);
        server.Authenticator.Verifier.Add(_key);
        return server;
    }
}

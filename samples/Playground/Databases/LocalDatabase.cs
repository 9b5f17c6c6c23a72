using JitAccess;
using JitAccess.Testing;
using Npgsql;
using Playground.Issuers;

namespace Playground.Databases;

/// <summary>PostgreSQL from local programs.</summary>
internal sealed class LocalDatabase(Issuer issuer) : Database(issuer)
{
    private LocalPostgres? _server;

    public override string Description => "from local programs";

    public override JitEndpoint Connect => new("localhost", _server!.Endpoint.Port);

    public override bool CanRestart => true;

    protected override string RootCertificatePath => _server!.RootCertificatePath;

    public override NpgsqlDataSource CreateSuperuserDataSource(string database) => _server!.CreateSuperuserDataSource(database);

    public override Task RestartAsync(CancellationToken cancellationToken) => _server!.RestartAsync(cancellationToken);

    protected override async Task StartServerAsync(CancellationToken cancellationToken)
    {
        var options = new LocalPostgresOptions();
        foreach (var line in Issuer.HbaLines(thisMachine: null))
            options.HbaLines.Add(line);
        foreach (var name in Issuer.ServerNames)
            options.ServerNames.Add(name);
        _server = await LocalPostgres.StartAsync(options, cancellationToken);
    }

    protected override ValueTask StopServerAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

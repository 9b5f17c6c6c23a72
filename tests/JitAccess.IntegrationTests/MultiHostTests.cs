using JitAccess.IntegrationTests.Load;
using JitAccess.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>Several hosts: each gets a token of its own, and a failover needs no restart of the process.</summary>
public sealed class MultiHostTests : IAsyncLifetime
{
    private readonly ClusterServers _cluster = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task EachHost_GetsATokenSignedForItself()
    {
        SkipWithoutServers();
        await using var database = await _cluster.CreateAsync();

        (await PortAsync(database, TargetSessionAttributes.Primary)).ShouldBe(_cluster.ConnectA.Port);
        (await PortAsync(database, TargetSessionAttributes.Standby)).ShouldBe(_cluster.ConnectB.Port);

        _cluster.A.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(1);
        _cluster.B.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(1);
        Refused().ShouldBe(0);
        database.GetStatus().Select(s => s.Key.Endpoint!.Value).ShouldBe([_cluster.A.TokenEndpoint, _cluster.B.TokenEndpoint]);
    }

    [Fact]
    public async Task SecondHost_NeverOpened_WorksAtItsFirstOpenWhenTheFirstIsGone()
    {
        SkipWithoutServers();
        await using var database = await _cluster.CreateAsync();
        (await PortAsync(database)).ShouldBe(_cluster.ConnectA.Port);

        await _cluster.A.Server.DisposeAsync();

        (await PortAsync(database)).ShouldBe(_cluster.ConnectB.Port);
        _cluster.B.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(1);
        Refused().ShouldBe(0);
    }

    [Fact]
    public async Task LoadBalancing_SpreadsPhysicalOpens_AndEveryLoginIsAccepted()
    {
        SkipWithoutServers();
        await using var database = await _cluster.CreateAsync("Load Balance Hosts=true;Pooling=false");

        for (var i = 0; i < 6; i++)
            await PortAsync(database);

        _cluster.A.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(3);
        _cluster.B.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(3);
        Refused().ShouldBe(0);
    }

    [Fact]
    public async Task Failover_WriterDemotedAndBack_EachTimeTheWriterIsReached()
    {
        SkipWithoutServers();
        await using var database = await _cluster.CreateAsync("Target Session Attributes=primary");
        (await PortAsync(database)).ShouldBe(_cluster.ConnectA.Port);

        await ClusterServers.FailOverAsync(_cluster.A, _cluster.B);
        (await PortAsync(database)).ShouldBe(_cluster.ConnectB.Port);
        await WriteAsync(database);

        await ClusterServers.FailOverAsync(_cluster.B, _cluster.A);
        (await PortAsync(database)).ShouldBe(_cluster.ConnectA.Port);
        await WriteAsync(database);

        Refused().ShouldBe(0);
        database.GetStatus().ShouldAllBe(s => s.Generation == 1); // a failover is no reason to mint
    }

    [Fact]
    public async Task Restart_OfTheWriter_IsFollowedByAValidLogin()
    {
        SkipWithoutServers();
        await using var database = await _cluster.CreateAsync("Target Session Attributes=primary");
        await WriteAsync(database);

        await _cluster.A.Server.RestartAsync(Cancellation);

        await WriteAsync(database);
        _cluster.A.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(2);
        Refused().ShouldBe(0);
    }

    [Fact]
    public async Task ClusterEndpoint_MovesToTheNewWriter_TheSameTokenOpensIt()
    {
        SkipWithoutServers();
        await using var name = new MovingEndpoint(_cluster.A.Server.Endpoint.Port);
        var connect = new JitEndpoint("localhost", name.Port);
        await using var database = await JitDatabase.CreateAsync(
            _cluster.Builder(connect.ToString()), _cluster.Provider, ClusterServers.Options((connect, ClusterServers.Cluster)), cancellationToken: Cancellation);
        (await PortAsync(database)).ShouldBe(_cluster.ConnectA.Port);

        await ClusterServers.FailOverAsync(_cluster.A, _cluster.B);
        name.MoveTo(_cluster.B.Server.Endpoint.Port);

        // The failover cut the session in the pool. Whoever is given it learns so, and nobody after him.
        var broken = await Should.ThrowAsync<NpgsqlException>(() => PortAsync(database));
        (broken.SqlState is null or PostgresErrorCodes.AdminShutdown).ShouldBeTrue(broken.SqlState); // the server's farewell, or its silence
        (await PortAsync(database)).ShouldBe(_cluster.ConnectB.Port);
        await WriteAsync(database);
        Refused().ShouldBe(0);
        database.GetStatus().ShouldHaveSingleItem().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task ClusterEndpoint_WriterIsRenamed_TheSameObjectAndTokenGoOnOpeningIt()
    {
        SkipWithoutServers();
        await using var name = new MovingEndpoint(_cluster.A.Server.Endpoint.Port);
        var connect = new JitEndpoint("localhost", name.Port);
        await using var database = await JitDatabase.CreateAsync(
            _cluster.Builder(connect.ToString(), "Pooling=false"), _cluster.Provider, ClusterServers.Options((connect, ClusterServers.Cluster)),
            cancellationToken: Cancellation);
        (await PortAsync(database)).ShouldBe(_cluster.ConnectA.Port);

        await RenameAAsync(ClusterServers.Cluster.Host); // an instance is renamed, the cluster's own name stays

        (await PortAsync(database)).ShouldBe(_cluster.ConnectA.Port);
        await WriteAsync(database);
        Refused().ShouldBe(0);
        database.GetStatus().ShouldHaveSingleItem().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task InstanceEndpoint_Renamed_OldNameGetsNoTokenAndTheOtherHostAnswers()
    {
        SkipWithoutServers();
        await using var before = await _cluster.CreateAsync("Pooling=false");
        (await PortAsync(before)).ShouldBe(_cluster.ConnectA.Port);

        var renamed = await RenameAAsync();

        // The old name leads nowhere any more: TLS stops it before a token is sent.
        (await PortAsync(before)).ShouldBe(_cluster.ConnectB.Port);
        Refused().ShouldBe(0);
        await using var after = await JitDatabase.CreateAsync(
            _cluster.Builder(_cluster.ConnectA.ToString()), _cluster.Provider, ClusterServers.Options((_cluster.ConnectA, renamed)),
            cancellationToken: Cancellation);
        (await PortAsync(after)).ShouldBe(_cluster.ConnectA.Port);
    }

    [Fact]
    public async Task Dispose_ClosesThePoolsOfEveryHost()
    {
        SkipWithoutServers();
        var database = await _cluster.CreateAsync();
        await PortAsync(database, TargetSessionAttributes.Primary);
        await PortAsync(database, TargetSessionAttributes.Standby);

        await database.DisposeAsync();

        foreach (var server in (RdsIamPostgres[])[_cluster.A, _cluster.B])
            await SessionsEndAsync(server);
        await Should.ThrowAsync<ObjectDisposedException>(() => PortAsync(database));
    }

    private int Refused() => new[] { _cluster.A, _cluster.B }.Sum(server =>
        Enum.GetValues<RdsIamVerdict>().Where(v => v != RdsIamVerdict.Valid).Sum(server.Authenticator.Count));

    private static async Task<int> PortAsync(JitDatabase database, TargetSessionAttributes? target = null)
    {
        await using var connection = target is { } wanted
            ? await database.MultiHostDataSource!.OpenConnectionAsync(wanted, Cancellation)
            : await database.DataSource.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT inet_server_port()", connection);
        return (int)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task WriteAsync(JitDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("CREATE TEMPORARY TABLE written (); DROP TABLE written");
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    // The server needs a moment to notice that a client is gone.
    private static async Task SessionsEndAsync(RdsIamPostgres server)
    {
        await using var admin = server.Server.CreateSuperuserDataSource();
        await Eventually.ShouldBeAsync(() => SessionCount.GetAsync(admin, Cancellation), 0, Cancellation);
    }

    /// <summary>What renaming an instance does: its old name is gone from DNS, certificate and token check alike.</summary>
    private async Task<JitEndpoint> RenameAAsync(params IEnumerable<string> otherNames)
    {
        var renamed = new JitEndpoint("orders-new.abc123def456.eu-west-1.rds.amazonaws.com", 5432);
        _cluster.A.Authenticator.Verifier.RemoveEndpoint(_cluster.A.TokenEndpoint);
        _cluster.A.Authenticator.Verifier.AddEndpoint(renamed);
        await _cluster.A.Server.UseCertificateOnlyForAsync([renamed.Host, .. otherNames], Cancellation);
        return renamed;
    }

    private static void SkipWithoutServers()
    {
        if (!LocalPostgres.IsAvailable)
            LocalServer.SkipOrFail();
    }
}

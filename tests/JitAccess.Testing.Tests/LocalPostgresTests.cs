using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;

namespace JitAccess.Testing.Tests;

/// <summary>The life of a throw-away server: it starts or says why not, and leaves nothing behind.</summary>
public sealed class LocalPostgresTests : IDisposable
{
    private readonly ParentFolder _parent = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parent.Dispose();

    [Fact]
    public async Task DisposeAsync_StopsTheServerRemovesItsFolderAndMayBeRepeated()
    {
        var server = await StartAsync();
        var postmaster = Local.PostmasterId(server.Directory);
        Local.IsRunning(postmaster).ShouldBeTrue();

        await server.DisposeAsync();
        await server.DisposeAsync();

        _parent.Entries.ShouldBeEmpty();
        await Local.UntilAsync(() => !Local.IsRunning(postmaster), "the server ends");
        await Should.ThrowAsync<ObjectDisposedException>(() => server.RestartAsync(Cancellation));
    }

    [Fact]
    public async Task DisposeAsync_WithOpenSessions_EndsThem()
    {
        var server = await StartAsync();
        await using var admin = server.CreateSuperuserDataSource();
        await using var connection = await admin.OpenConnectionAsync(Cancellation);

        await server.DisposeAsync();

        _parent.Entries.ShouldBeEmpty();
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await Should.ThrowAsync<NpgsqlException>(() => command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task RestartAsync_KeepsPortAndDataAndEndsSessions()
    {
        await using var server = await StartAsync();
        await server.ExecuteAsync("CREATE TABLE kept (id int)", cancellationToken: Cancellation);
        await using var admin = server.CreateSuperuserDataSource();
        await using var session = await admin.OpenConnectionAsync(Cancellation);
        var endpoint = server.Endpoint;

        await server.RestartAsync(Cancellation);

        server.Endpoint.ShouldBe(endpoint);
        await using var command = new NpgsqlCommand("SELECT 1", session);
        await Should.ThrowAsync<NpgsqlException>(() => command.ExecuteScalarAsync(Cancellation));
        await server.ExecuteAsync("INSERT INTO kept VALUES (1)", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task StartAsync_WithSettingsThatNeedQuoting_PassesThemOn()
    {
        var logs = new FakeLogCollector();
        using var loggerFactory = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
        var options = new LocalPostgresOptions { LoggerFactory = loggerFactory };
        options.Settings["log_line_prefix"] = @"it's C:\temp ";
        await using (var server = await StartAsync(options))
        {
            await using var admin = server.CreateSuperuserDataSource();
            await using var command = admin.CreateCommand("SHOW log_line_prefix");

            (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(@"it's C:\temp ");
            server.LogTail().ShouldContain(@"it's C:\temp ");
            logs.LatestRecord.Message.ShouldContain(server.Endpoint.ToString());
        }

        logs.LatestRecord.Message.ShouldContain("is stopped");
    }

    [Fact]
    public async Task StartAsync_WithAWrongSetting_SaysTheServersLastWordsAndLeavesNothing()
    {
        var options = new LocalPostgresOptions();
        options.Settings["no_such_setting"] = "1";

        (await Should.ThrowAsync<LocalPostgresException>(() => StartAsync(options))).Message.ShouldContain("no_such_setting");
        _parent.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task StartAsync_BinDirectoryWithoutPrograms_NamesTheOptionAndTheRemedy()
    {
        var error = await Should.ThrowAsync<LocalPostgresException>(
            () => LocalPostgres.StartAsync(new LocalPostgresOptions { BinDirectory = _parent.Path }, Cancellation));

        error.Message.ShouldContain("LocalPostgresOptions.BinDirectory");
        error.Message.ShouldContain(_parent.Path);
        error.Message.ShouldContain("initdb");
        error.Message.ShouldContain("bin folder");
    }

    [Fact]
    public async Task StartAsync_PortInUse_SaysSoAndLeavesNothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        (await Should.ThrowAsync<LocalPostgresException>(() => StartAsync(new LocalPostgresOptions { Port = port }))).Message
            .ShouldStartWith($"Port {port} is in use");
        _parent.Entries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    public async Task StartAsync_NoPort_IsRefused(int port) =>
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => StartAsync(new LocalPostgresOptions { Port = port }))).Message.ShouldContain("Port is");

    [Fact]
    public async Task StartAsync_ParentThatIsNoFolder_NamesTheOption()
    {
        Local.Require();
        var file = Path.Combine(_parent.Path, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        var error = await Should.ThrowAsync<LocalPostgresException>(() => LocalPostgres.StartAsync(new LocalPostgresOptions { ParentDirectory = file }, Cancellation));

        error.Message.ShouldContain("LocalPostgresOptions.ParentDirectory");
        error.Message.ShouldContain(file);
    }

    [Fact]
    public async Task StartAsync_CancelledBefore_LeavesNothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => StartAsync(cancellationToken: new CancellationToken(canceled: true)));

        _parent.Entries.ShouldBeEmpty();
    }

    private async Task<LocalPostgres> StartAsync(LocalPostgresOptions? options = null, CancellationToken? cancellationToken = null)
    {
        Local.Require();
        options ??= new LocalPostgresOptions();
        options.ParentDirectory = _parent.Path;
        return await LocalPostgres.StartAsync(options, cancellationToken ?? Cancellation);
    }
}

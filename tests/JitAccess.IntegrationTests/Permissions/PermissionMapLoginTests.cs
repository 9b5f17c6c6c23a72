using JitAccess.IntegrationTests.Identity;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.IntegrationTests.Permissions;

/// <summary>The permission map between a person's permission set and a real PostgreSQL: what it allows logs in, and what it does not reaches nobody.</summary>
public sealed class PermissionMapLoginTests(LocalServer server) : IClassFixture<LocalServer>, IAsyncLifetime
{
    private const int Granted = 2091;
    private const int Refused = 2092;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly LogRecorder _log = new();
    private FederatedHost _federation = null!;
    private int _verdicts;

    private string MapPath => Path.Combine(_folder.FullName, "permission-map.json");

    public async ValueTask InitializeAsync()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        _federation = await FederatedHost.StartAsync(server);
        await LogConnectionsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        _folder.Delete(recursive: true);
        if (_federation is not null)
            await _federation.DisposeAsync();
    }

    [Fact]
    public async Task PermissionSet_ThatTheMapAllows_LogsIn()
    {
        WriteMap(FederatedHost.PermissionSet);
        using var host = await HostAsync();
        var before = await ConnectionsAsync();

        await FederatedHost.LoginAsync(host);

        (await ConnectionsAsync()).ShouldBe(before + 2, "this login, and the question");
        var granted = _log.Texts(Granted).ShouldHaveSingleItem();
        granted.ShouldStartWith($"Let {FederatedHost.Account}/{FederatedHost.PermissionSet} log in as {TestServer.UserName} on orders ({server.Token}) by db-readonly, with credential ");
        granted.ShouldContain("reason given: INC-4711: stuck orders; permission map ");
    }

    [Fact]
    public async Task PermissionSet_ThatTheMapLacks_FailsTheStartAndReachesNobody()
    {
        WriteMap("data-admin");
        var before = await ConnectionsAsync();

        var error = await Should.ThrowAsync<JitCredentialException>(HostAsync);

        error.InnerException.ShouldBeOfType<JitProviderException>().Message.ShouldContain(
            $"does not let {FederatedHost.Account}/{FederatedHost.PermissionSet} log in as '{TestServer.UserName}' to database 'orders': it has no function for this role");
        (await ConnectionsAsync()).ShouldBe(before + 1, "the question alone");
        AwsHeardNothing();
        _log.Texts(Refused).ShouldHaveSingleItem();
        _log.Texts(Granted).ShouldBeEmpty();
    }

    [Fact]
    public async Task PermissionSet_ThatTheMapLacks_SendsNothingWhereTheStartDidNotAsk()
    {
        WriteMap("data-admin");
        using var host = await HostAsync(JitPrefetch.None);

        var error = await Should.ThrowAsync<NpgsqlException>(() => FederatedHost.LoginAsync(host));

        error.ToString().ShouldContain("it has no function for this role");
        Enum.GetValues<RdsIamVerdict>().Sum(server.Authenticator.Count).ShouldBe(_verdicts, "PostgreSQL was given no token to judge");
        AwsHeardNothing();
    }

    private void AwsHeardNothing()
    {
        _federation.Aws.Sts.Requests.ShouldBeEmpty();
        _federation.Center.Oidc.Requests.ShouldBeEmpty();
        _federation.Center.Portal.Requests.ShouldBeEmpty();
    }

    private Task<IHost> HostAsync() => HostAsync(JitPrefetch.BestEffort);

    private Task<IHost> HostAsync(JitPrefetch prefetch)
    {
        _verdicts = Enum.GetValues<RdsIamVerdict>().Sum(server.Authenticator.Count);
        return _federation.HostAsync(o => _federation.UseIdentityCenter(o), builder =>
        {
            builder.Configuration["JitAccess:PermissionMap"] = MapPath;
            builder.Configuration["JitAccess:Databases:orders:RdsIam:Reason"] = "INC-4711: stuck orders";
            builder.Configuration["JitAccess:Databases:orders:Prefetch"] = prefetch.ToString();
            builder.Services.AddSingleton<ILoggerFactory>(_log);
        });
    }

    private void WriteMap(string permissionSet)
    {
        File.WriteAllText(
            MapPath,
            $$"""
            {
              "version": 1,
              "databases": { "orders": ["{{server.Token}}"] },
              "functions": {
                "db-readonly": {
                  "permissionSets": ["{{FederatedHost.Account}}/{{permissionSet}}"],
                  "users": { "orders": ["{{TestServer.UserName}}"] },
                  "maxLifetime": "00:05:00",
                  "reasonRequired": true
                }
              }
            }
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(MapPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Returns how many connections PostgreSQL has received, that of this question included.</summary>
    private async Task<int> ConnectionsAsync()
    {
        await AdministerAsync("SELECT 1");
        return server.Postgres.Server.LogTail(int.MaxValue).Split('\n').Count(static line => line.Contains("connection received", StringComparison.Ordinal));
    }

    private async Task LogConnectionsAsync()
    {
        await AdministerAsync("ALTER SYSTEM SET log_connections = on");
        await AdministerAsync("SELECT pg_reload_conf()");
        while (await ConnectionsAsync() == 0)
        {
            // The server reads its settings when it gets to it.
        }
    }

    private async Task AdministerAsync(string sql)
    {
        await using var admin = server.CreateSuperuserDataSource();
        await using var command = admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

using System.Text.RegularExpressions;
using JitAccess.Aws;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>From a person or a workload to a session at a real PostgreSQL, without a secret that stands anywhere.</summary>
public sealed class FederatedLoginTests(LocalServer server) : IClassFixture<LocalServer>, IAsyncLifetime
{
    private const int LoginRefused = 4002;

    private FederatedHost _federation = null!;

    public async ValueTask InitializeAsync()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        _federation = await FederatedHost.StartAsync(server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_federation is not null)
            await _federation.DisposeAsync();
    }

    [Fact]
    public async Task WebIdentity_OfAWorkload_LogsIn() => await LogsInAsync(o => _federation.UseWebIdentity(o));

    [Fact]
    public async Task PermissionSet_OfAPersonInABrowser_LogsIn() => await LogsInAsync(o => _federation.UseIdentityCenter(o));

    [Fact]
    public async Task PermissionSet_OfAPersonWithACode_LogsIn() => await LogsInAsync(o => _federation.UseIdentityCenter(o, i => i.UseDeviceCode((prompt, _) =>
    {
        _federation.Center.ApproveDevice(prompt.UserCode, FederatedHost.User);
        return ValueTask.CompletedTask;
    })));

    [Fact]
    public async Task Role_OnAWebIdentity_LogsIn() => await LogsInAsync(o =>
    {
        _federation.UseWebIdentity(o);
        o.ThenAssumeRole(r => r.RoleArn = FederatedHost.NextRoleArn);
    });

    [Fact]
    public async Task Role_OnAPermissionSet_LogsIn() => await LogsInAsync(o =>
    {
        _federation.UseIdentityCenter(o);
        o.ThenAssumeRole(r => r.RoleArn = FederatedHost.NextRoleArn);
    });

    [Fact]
    public async Task Role_ThatMayNotLogIn_IsRefusedWithItsChain()
    {
        var logs = new LogRecorder();
        _federation.Aws.WriteRole(FederatedHost.NextRoleArn, new() { TrustedPrincipals = { FederatedHost.RoleArn }, DatabaseUserNames = { "another" } });
        using var host = await _federation.HostAsync(
            o =>
            {
                _federation.UseWebIdentity(o);
                o.ThenAssumeRole(r => r.RoleArn = FederatedHost.NextRoleArn);
            },
            builder => builder.Services.AddSingleton<ILoggerFactory>(logs));

        (await Should.ThrowAsync<PostgresException>(() => FederatedHost.LoginAsync(host))).SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);

        logs.Texts(LoginRefused).ShouldContain(text =>
            Regex.IsMatch(text, "It hung on: workload JWT (59|60) min → STS role orders (59|60) min → STS role reader (59|60) min → RDS token 1[45] min"));
    }

    [Fact]
    public async Task Issuers_ThatGoDownUnderLoad_CostNoLogin()
    {
        using var host = await _federation.HostAsync(o =>
        {
            _federation.UseWebIdentity(o);
            o.ThenAssumeRole(r => r.RoleArn = FederatedHost.NextRoleArn);
        });
        await FederatedHost.LoginAsync(host);
        await _federation.Aws.Sts.StopListeningAsync();
        _federation.Entra.RotateTokenKey();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
                await FederatedHost.LoginAsync(host);
        }));

        _federation.Aws.Sts.CountServed("AssumeRoleWithWebIdentity").ShouldBe(1);
    }

    private async Task LogsInAsync(Action<RdsIamOptions> use)
    {
        using var host = await _federation.HostAsync(use);
        for (var i = 0; i < 3; i++)
            await FederatedHost.LoginAsync(host);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}

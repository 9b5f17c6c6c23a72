using System.Text.RegularExpressions;
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

    public static TheoryData<string> Sources => IdentitySources.Names;

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Credentials_OfEachSource_LogIn(string name)
    {
        await using var source = await IdentitySources.StartAsync(name, _federation);
        using var host = await _federation.HostAsync(source.Use);

        for (var i = 0; i < 3; i++)
            await FederatedHost.LoginAsync(host);

        source.CountServed().ShouldAllBe(count => count == 1);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

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
}

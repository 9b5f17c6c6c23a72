using JitAccess.IntegrationTests.Load;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Vault's dynamic users under one data source: Vault creates and drops real roles, PostgreSQL decides every login.</summary>
public sealed class VaultRotationTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const int Revoked = 1904;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThreeLines_LogInAsAUserThatVaultMade_AndShutdownDropsIt()
    {
        await using var vault = await VaultServer.StartAsync(server);
        using var log = new LogRecorder();
        using var host = vault.CreateHost(server, configure: b => b.Services.AddSingleton<ILoggerFactory>(log));
        await host.StartAsync(Cancellation);

        var user = await UserAsync(host);

        user.ShouldStartWith("v-approle-orders-");
        (await vault.CountLeasesAsync()).ShouldBe(1);
        host.Services.GetRequiredService<JitDatabase>().GetStatus()[0].Generation.ShouldBe(1);
        await host.StopAsync(Cancellation);
        await Eventually.ShouldBeAsync(RolesAsync, 0, Cancellation);
        await Eventually.ShouldBeAsync(vault.CountLeasesAsync, 0, Cancellation);
        host.Dispose();
        log.Texts(Revoked).ShouldHaveSingleItem().ShouldContain(user); // an audit log that tells of it twice can't be counted
    }

    [Fact]
    public async Task Rotate_UnderLoadWithVaultLosingAnswersAndSealed_FailsNothingAndLeavesNothing()
    {
        await using var vault = await VaultServer.StartEmulatorAsync(server);
        var (tally, log) = (new SoakTally(), new LogRecorder());
        using (var host = vault.CreateHost(server, "Maximum Pool Size=20", b => b.Services.AddSingleton<ILoggerFactory>(log)))
        {
            await host.StartAsync(Cancellation);
            var database = host.Services.GetRequiredService<JitDatabase>();
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var workers = Enumerable.Range(0, 10).Select(i => Task.Run(() => Worker.RunAsync(i, database.DataSource, tally, end.Token), CancellationToken.None)).ToList();

            for (var rotation = 0; rotation < 4; rotation++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), Cancellation);
                await database.RotateAsync(Cancellation);
            }

            vault.Emulator.Faults.LoseAnswers(1, static r => r.Path == VaultSetUp.CredsPath); // the user is made, and nobody hears of it
            await Should.NotThrowAsync(() => database.RotateAsync(Cancellation));
            vault.Emulator.Faults.Seal();
            (await Should.ThrowAsync<JitCredentialException>(() => database.RotateAsync(Cancellation))).Message.ShouldContain("sealed");
            await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
            vault.Emulator.Faults.Unseal();
            await database.RotateAsync(Cancellation);

            await end.CancelAsync();
            await Task.WhenAll(workers);
            await host.StopAsync(Cancellation);
            log.Texts(4004).ShouldBeEmpty();
            vault.Emulator.Leases.ShouldHaveSingleItem(); // the one whose answer was lost: nobody knows its name
        }

        tally.Failures.ShouldBeEmpty();
        tally.SucceededByUse.Count.ShouldBe(Use.All.Count);
        vault.Emulator.RolesCreated.ShouldBe(8); // the first, six rotations, and the one whose answer was lost
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)vault.Emulator.Leases.Count), 0, Cancellation); // that one goes with the token
        vault.Emulator.RolesDropped.ShouldBe(8);
        (await RolesAsync()).ShouldBe(0);
        await Eventually.ShouldBeAsync(() => server.CountAsync("sessions"), 0, Cancellation);
    }

    [Fact]
    public async Task VaultDown_AtStart_TheHostRunsAndTheFirstUseWaitsForTheUser()
    {
        await using var vault = await VaultServer.StartAsync(server);
        await vault.SealAsync();
        using var host = vault.CreateHost(server, configure: static b => b.Configuration["JitAccess:Databases:orders:Refresh:TransientRetries"] = "0");
        await host.StartAsync(Cancellation);
        Should.Throw<JitCredentialException>(() => host.Services.GetRequiredService<NpgsqlDataSource>()).Message.ShouldContain("sealed");

        await vault.UnsealAsync();

        await Eventually.ShouldBeAsync(
            () => Task.FromResult(host.Services.GetRequiredService<JitDatabase>().GetStatus()[0].Generation), 1, Cancellation);
        (await UserAsync(host)).ShouldStartWith("v-approle-orders-");
        await host.StopAsync(Cancellation);
        await Eventually.ShouldBeAsync(RolesAsync, 0, Cancellation); // else an installed Vault may be killed first, and the next test finds the user
    }

    [Fact]
    public async Task ObjectsThatAUserMakes_BelongToTheGroup_SoThatDroppingTheUserSucceeds()
    {
        await using var vault = await VaultServer.StartAsync(server);
        using var host = vault.CreateHost(server);
        await host.StartAsync(Cancellation);
        await using (var create = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("CREATE TABLE made_by_a_user (id int)"))
            await create.ExecuteNonQueryAsync(Cancellation);

        await host.StopAsync(Cancellation);

        await Eventually.ShouldBeAsync(RolesAsync, 0, Cancellation);
        await using var owner = server.Administrator.CreateCommand("SELECT tableowner FROM pg_tables WHERE tablename = 'made_by_a_user'");
        (await owner.ExecuteScalarAsync(Cancellation)).ShouldBe("orders_group");
        await using var drop = server.Administrator.CreateCommand("DROP TABLE made_by_a_user");
        await drop.ExecuteNonQueryAsync(Cancellation);
    }

    [Fact]
    public async Task ClientCertificate_OfTheAuthorityThatVaultTrusts_LogsInAndRenewsAndRevokes()
    {
        using var authority = new TestCertificateAuthority();
        await using var vault = await VaultServer.StartEmulatorAsync(server, new VaultEmulatorOptions { ClientAuthority = authority });
        using var files = new ClientCertificateFiles(authority);
        using var host = vault.CreateHost(server, configure: files.Configure);
        await host.StartAsync(Cancellation);

        (await UserAsync(host)).ShouldStartWith("v-approle-orders-");

        await host.StopAsync(Cancellation);
        vault.Emulator.Leases.ShouldBeEmpty();
        (await RolesAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(false, "ClientCertificateFile is not set")]
    [InlineData(true, "ClientCertificateFile is '")]
    public async Task ClientCertificate_MissingOrOfAnotherAuthority_IsRefusedWithTheOptionThatMendsItAndSendsNothing(bool hasOther, string message)
    {
        using var authority = new TestCertificateAuthority();
        using var stranger = new TestCertificateAuthority();
        await using var vault = await VaultServer.StartEmulatorAsync(server, new VaultEmulatorOptions { ClientAuthority = authority });
        using var files = new ClientCertificateFiles(stranger);
        using var host = vault.CreateHost(server, configure: b =>
        {
            b.Configuration["JitAccess:Databases:orders:Prefetch"] = "Required";
            b.Configuration["JitAccess:Databases:orders:Refresh:TransientRetries"] = "0";
            if (hasOther)
                files.Configure(b);
        });

        var error = await Should.ThrowAsync<JitCredentialException>(() => host.StartAsync(Cancellation));

        error.Message.ShouldContain(message);
        vault.Emulator.Requests.ShouldBeEmpty();
        vault.Emulator.RolesCreated.ShouldBe(0);
    }

    private static async Task<string> UserAsync(IHost host)
    {
        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT session_user::text");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task<long> RolesAsync()
    {
        await using var command = server.Administrator.CreateCommand("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'v-approle-%'");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

using JitAccess.IntegrationTests.Load;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Vault's dynamic users under one data source: Vault creates and drops real roles, PostgreSQL decides every login.</summary>
public sealed class VaultRotationTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const string Creds = "database/creds/orders";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThreeLines_LogInAsAUserThatVaultMade_AndShutdownDropsIt()
    {
        await using var vault = await VaultServer.StartAsync(server);
        using var host = vault.CreateHost(server);
        await host.StartAsync(Cancellation);

        var user = await UserAsync(host);

        user.ShouldStartWith("v-approle-orders-");
        vault.Vault.Leases.ShouldHaveSingleItem();
        await host.StopAsync(Cancellation);
        vault.Vault.Leases.ShouldBeEmpty();
        (await RolesAsync()).ShouldBe(0);
        vault.Count(Creds).ShouldBe(1);
    }

    [Fact]
    public async Task Rotate_UnderLoadWithVaultLosingAnswersAndSealed_FailsNothingAndLeavesNothing()
    {
        await using var vault = await VaultServer.StartAsync(server);
        var (tally, log) = (new SoakTally(), new LogRecorder());
        using (var host = vault.CreateHost(server, "Timeout=5;Maximum Pool Size=20", b => b.Services.AddSingleton<ILoggerFactory>(log)))
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

            vault.Vault.Faults.LoseAnswers(1, static r => r.Path == Creds); // the user is made, and nobody hears of it
            await Should.NotThrowAsync(() => database.RotateAsync(Cancellation));
            vault.Vault.Faults.Seal();
            (await Should.ThrowAsync<JitCredentialException>(() => database.RotateAsync(Cancellation))).Message.ShouldContain("sealed");
            await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
            vault.Vault.Faults.Unseal();
            await database.RotateAsync(Cancellation);

            await end.CancelAsync();
            await Task.WhenAll(workers);
            await host.StopAsync(Cancellation);
            log.Texts(4004).ShouldBeEmpty();
            vault.Vault.Leases.ShouldHaveSingleItem(); // the one whose answer was lost: nobody knows its name
        }

        tally.Failures.ShouldBeEmpty();
        tally.SucceededByUse.Count.ShouldBe(Use.All.Count);
        vault.Vault.RolesCreated.ShouldBe(8); // the first, six rotations, and the one whose answer was lost
        await Eventually.ShouldBeAsync(() => Task.FromResult((long)vault.Vault.RolesDropped), 8, Cancellation); // that one goes with the token
        vault.Vault.Leases.ShouldBeEmpty();
        (await RolesAsync()).ShouldBe(0);
        await Eventually.ShouldBeAsync(() => server.CountAsync("sessions"), 0, Cancellation);
    }

    [Fact]
    public async Task VaultDown_AtStart_TheHostRunsAndTheFirstUseWaitsForTheUser()
    {
        await using var vault = await VaultServer.StartAsync(server);
        vault.Vault.Faults.Seal();
        using var host = vault.CreateHost(server, configure: static b => b.Configuration["JitAccess:Databases:orders:Refresh:TransientRetries"] = "0");
        await host.StartAsync(Cancellation);
        Should.Throw<JitCredentialException>(() => host.Services.GetRequiredService<NpgsqlDataSource>()).Message.ShouldContain("sealed");

        vault.Vault.Faults.Unseal();

        await Eventually.ShouldBeAsync(
            () => Task.FromResult(host.Services.GetRequiredService<JitDatabase>().GetStatus()[0].Generation), 1, Cancellation);
        (await UserAsync(host)).ShouldStartWith("v-approle-orders-");
        await host.StopAsync(Cancellation);
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

        (await RolesAsync()).ShouldBe(0);
        await using var owner = server.Administrator.CreateCommand("SELECT tableowner FROM pg_tables WHERE tablename = 'made_by_a_user'");
        (await owner.ExecuteScalarAsync(Cancellation)).ShouldBe("orders_group");
        await using var drop = server.Administrator.CreateCommand("DROP TABLE made_by_a_user");
        await drop.ExecuteNonQueryAsync(Cancellation);
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

using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>A database that refuses every login, ten minutes of it by a clock that is moved: the issuer is not asked for ever more users.</summary>
public sealed class RefusedLoginTests(RotationServer server) : IClassFixture<RotationServer>
{
    private const int MinutesOfRefusal = 10;
    private const int SecondsBetweenOpens = 5; // as often as a refused login may force a refresh
    private const int MostUsers = 4; // three at once, and one after five minutes

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pg_hba.conf rejects the user before it asks for a password")]
    [InlineData("the role may not log in, which the server says after the password")]
    public async Task Opens_RefusedForTenMinutes_KeepTheOneUserAndLogInAsItAfterwards(string how)
    {
        var rejectsEarly = how.StartsWith("pg_hba", StringComparison.Ordinal);
        await using var vault = await VaultServer.StartEmulatorAsync(server, new VaultEmulatorOptions { TimeProvider = _time });
        using (var host = vault.CreateHost(server, "Timeout=60;Pooling=false", b => b.Services.AddSingleton<TimeProvider>(_time)))
        {
            if (rejectsEarly)
                await server.RejectLoginsAsync(true);
            await host.StartAsync(Cancellation);
            var user = vault.Emulator.Leases.ShouldHaveSingleItem().UserName!;
            if (!rejectsEarly)
                await server.Postgres.ExecuteAsync($"ALTER ROLE \"{user}\" NOLOGIN", cancellationToken: Cancellation);
            var dataSource = host.Services.GetRequiredService<NpgsqlDataSource>();

            await RefuseForTenMinutesAsync(dataSource, static () => Task.CompletedTask);

            vault.Emulator.RolesCreated.ShouldBe(1);
            if (rejectsEarly)
                await server.RejectLoginsAsync(false);
            else
                await server.Postgres.ExecuteAsync($"ALTER ROLE \"{user}\" LOGIN", cancellationToken: Cancellation);
            (await UserAsync(dataSource)).ShouldBe(user);
            await host.StopAsync(Cancellation);
        }

        (vault.Emulator.RolesCreated, vault.Emulator.RolesDropped).ShouldBe((1, 1));
        vault.Emulator.Leases.ShouldBeEmpty();
        (await server.CountAsync("roles")).ShouldBe(0);
    }

    [Fact]
    public async Task Opens_RefusedForTenMinutesWhileEveryLeaseIsRevoked_CostFourUsersAndLeaveNone()
    {
        server.Require();
        var issuer = new RoleIssuer(server.Administrator) { MayLogIn = false };
        var options = new JitDatabaseOptions();
        (options.Refresh.SettleTime, options.Refresh.DrainTime) = (TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await using (var database = await JitDatabase.CreateAsync(
                         server.Builder("Timeout=60;Pooling=false"), issuer, options, new JitRuntime { TimeProvider = _time }, Cancellation))
        {
            await RefuseForTenMinutesAsync(database.DataSource, () => issuer.DropAllAsync(Cancellation));

            issuer.Minted.ShouldBe(MostUsers);
        }

        issuer.Live.ShouldBeEmpty();
        (await server.CountAsync("roles")).ShouldBe(0);
    }

    /// <summary>Opens a connection again and again; each is refused by the server, and afterwards everything has time to react.</summary>
    private async Task RefuseForTenMinutesAsync(NpgsqlDataSource dataSource, Func<Task> beforeEach)
    {
        for (var passed = 0; passed < MinutesOfRefusal * 60; passed += SecondsBetweenOpens)
        {
            await beforeEach();
            await Should.ThrowAsync<PostgresException>(() => UserAsync(dataSource));
            for (var second = 0; second < SecondsBetweenOpens; second++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }

    private static async Task<string> UserAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("SELECT session_user::text");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

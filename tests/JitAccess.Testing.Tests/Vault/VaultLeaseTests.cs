using Npgsql;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>Leases and the users that live by them, against a real PostgreSQL and the answers of a real server.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultLeaseTests(VaultFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creds_ForARole_MakeAUserWhoLivesAsLongAsTheLease()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();

        var creds = await scene.CredsAsync(token);

        creds.ShouldMatch("database-creds-200");
        creds.LeaseDuration.ShouldBe(3600);
        creds.LeaseId.ShouldStartWith("database/creds/app/");
        creds.UserName.ShouldMatch("^v-approle-app-[A-Za-z0-9]{20}-[0-9]{10}$");
        (await scene.QueryAsync(creds.UserName, creds.Data("password"))).ShouldBe("0");
        (await scene.QueryAsync(creds.UserName, "wrong")).ShouldBe("28P01");
        (await scene.ValidUntilAsync(creds.UserName)).ShouldBe(scene.Time.GetUtcNow().UtcDateTime.AddSeconds(3605), TimeSpan.FromSeconds(1));

        (await scene.LeaseAsync("lookup", token, creds.LeaseId)).ShouldMatch("lease-lookup-200");
        (await scene.LeaseAsync("renew", token, creds.LeaseId)).ShouldMatch("lease-renew-200");
        (await scene.LeaseAsync("lookup", token, creds.LeaseId)).ShouldMatch("lease-lookup-200-after-renew");
        (await scene.LeaseAsync("revoke", token, creds.LeaseId)).ShouldMatch("lease-revoke-204");
        (await scene.LeaseAsync("revoke", token, creds.LeaseId)).ShouldMatch("lease-revoke-twice-204");
        (await scene.LeaseAsync("renew", token, creds.LeaseId)).ShouldMatch("lease-renew-400-after-revoke");
        (await scene.LeaseAsync("lookup", token, creds.LeaseId)).ShouldMatch("lease-lookup-400-after-revoke");

        (await scene.QueryAsync(creds.UserName, creds.Data("password"))).ShouldBe("28P01");
        (await scene.ExistsAsync(creds.UserName)).ShouldBeFalse();
        (scene.Emulator.RolesCreated, scene.Emulator.RolesDropped, scene.Emulator.Leases.Count).ShouldBe((1, 1, 0));
    }

    [Fact]
    public async Task Renew_WithAnIncrement_CountsFromNowAndMovesTheUsersEnd()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        var creds = await scene.CredsAsync(token);

        var longer = await scene.LeaseAsync("renew", token, creds.LeaseId, ("increment", 7200));
        longer.ShouldMatch("lease-renew-200-increment-2h");
        longer.LeaseDuration.ShouldBe(7200);
        (await scene.ValidUntilAsync(creds.UserName)).ShouldBe(scene.Time.GetUtcNow().UtcDateTime.AddSeconds(7205), TimeSpan.FromSeconds(1));

        foreach (var increment in (System.Text.Json.Nodes.JsonNode[])[1800, "1800", "1800s", "30m"])
            (await scene.LeaseAsync("renew", token, creds.LeaseId, ("increment", increment))).LeaseDuration.ShouldBe(1800);
        (await scene.ValidUntilAsync(creds.UserName)).ShouldBe(scene.Time.GetUtcNow().UtcDateTime.AddSeconds(1805), TimeSpan.FromSeconds(1));
        (await scene.LeaseAsync("renew", token, creds.LeaseId, ("increment", 1800.5))).Status.ShouldBe(400);

        scene.Time.Advance(TimeSpan.FromSeconds(1));
        var capped = await scene.LeaseAsync("renew", token, creds.LeaseId, ("increment", 1_000_000));
        capped.ShouldMatch("lease-renew-200-capped-with-warning");
        capped.LeaseDuration.ShouldBe(86399);
    }

    [Fact]
    public async Task Renew_TowardsMaxTtl_ShrinksStepByStepAndThenTheUserIsDropped()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        var creds = await scene.CredsAsync(token, "short");
        creds.ShouldMatch("database-creds-200-short");
        creds.LeaseDuration.ShouldBe(10);

        foreach (var (advance, granted, step) in ((int, long, int)[])[(6, 10, 1), (5, 7, 2), (4, 3, 3)])
        {
            scene.Time.Advance(TimeSpan.FromSeconds(advance));
            var renewed = await scene.LeaseAsync("renew", token, creds.LeaseId, ("increment", 10));
            renewed.ShouldMatch($"lease-renew-max-ttl-step{step}");
            renewed.LeaseDuration.ShouldBe(granted);
        }

        scene.Time.Advance(TimeSpan.FromSeconds(3));
        await scene.UntilGoneAsync(creds.UserName);
        (await scene.LeaseAsync("renew", token, creds.LeaseId, ("increment", 10))).ShouldMatch("lease-renew-400-expired-at-max-ttl");
        (await scene.ExistsAsync(creds.UserName)).ShouldBeFalse();
    }

    [Fact]
    public async Task Leases_OfATokenThatExpires_EndWithIt()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync("brief");
        var other = await scene.LogInAsync();
        var creds = await scene.CredsAsync(token);
        creds.ShouldMatch("database-creds-200-short-token");
        (await scene.LeaseAsync("renew", other, creds.LeaseId)).ShouldMatch("lease-renew-200-by-other-token");

        scene.Time.Advance(TimeSpan.FromSeconds(5));
        await scene.UntilGoneAsync(creds.UserName);

        (await scene.LeaseAsync("lookup", other, creds.LeaseId)).ShouldMatch("lease-lookup-400-gone-with-token");
        (await scene.LeaseAsync("renew", other, creds.LeaseId)).ShouldMatch("lease-renew-400-parent-token-revoked-despite-renew-by-other");
        (await scene.CredsAsync(token)).ShouldMatch("database-creds-403-token-expired");
        (await scene.ExistsAsync(creds.UserName)).ShouldBeFalse();
    }

    [Fact]
    public async Task Leases_OfABatchToken_NeverOutliveIt()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync("batch");
        var creds = await scene.CredsAsync(token);
        creds.ShouldMatch("database-creds-200-batch-token");
        creds.LeaseDuration.ShouldBe(1200);

        scene.Time.Advance(TimeSpan.FromSeconds(1));
        var renewed = await scene.LeaseAsync("renew", token, creds.LeaseId);
        renewed.ShouldMatch("lease-renew-batch-token");
        renewed.LeaseDuration.ShouldBe(1199);
    }

    [Fact]
    public async Task Revoke_OfARoleThatOwnsObjects_FailsAndTheLeaseStays()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        var creds = await scene.CredsAsync(token, "owner");
        await scene.QueryAsync(creds.UserName, creds.Data("password"), "CREATE TABLE owned (x text)");

        (await scene.LeaseAsync("revoke", token, creds.LeaseId)).ShouldMatch("lease-revoke-400-default-is-sync");
        (await scene.LeaseAsync("lookup", token, creds.LeaseId)).ShouldMatch("lease-lookup-after-failed-revoke");
        (await scene.LeaseAsync("renew", token, creds.LeaseId)).ShouldMatch("lease-renew-after-failed-revoke");
        (await scene.QueryAsync(creds.UserName, creds.Data("password"), "SELECT 'in'")).ShouldBe("in");

        (await scene.LeaseAsync("revoke", token, creds.LeaseId, ("sync", false))).ShouldMatch("lease-revoke-202-async");
        await Local.UntilAsync(() => scene.Log.Collector.GetSnapshot().Any(r => r.Message.Contains("depend on it", StringComparison.Ordinal)), "the attempt");
        scene.Time.Advance(TimeSpan.FromSeconds(2));
        var left = await scene.LeaseAsync("lookup", token, creds.LeaseId);
        left.Body!["data"]!["renewable"]!.GetValue<bool>().ShouldBeFalse();
        left.Body!["data"]!["ttl"]!.GetValue<long>().ShouldBeLessThan(0);
        (await scene.LeaseAsync("renew", token, creds.LeaseId)).ShouldMatch("lease-renew-after-failed-async-revoke");

        (await scene.SendAsync(HttpMethod.Put, "sys/leases/revoke-force/database/creds/owner", token)).Status.ShouldBe(403);
        (await scene.SendAsync(HttpMethod.Put, "sys/leases/revoke-force/database/creds/owner", scene.RootToken)).ShouldMatch("lease-revoke-force-prefix-204");
        (await scene.LeaseAsync("lookup", token, creds.LeaseId)).ShouldMatch("lease-lookup-400-not-found");
        (await scene.QueryAsync(creds.UserName, creds.Data("password"), "SELECT 'still in'")).ShouldBe("still in");
        await fixture.Server.ExecuteAsync($"DROP OWNED BY \"{creds.UserName}\"; DROP ROLE \"{creds.UserName}\"", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Revoke_InTheBackground_SucceedsOnceTheDatabaseLetsIt()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        var creds = await scene.CredsAsync(token, "owner");
        await scene.QueryAsync(creds.UserName, creds.Data("password"), "CREATE TABLE owned_too (x text)");
        (await scene.LeaseAsync("revoke", token, creds.LeaseId, ("sync", false))).Status.ShouldBe(202);
        await Local.UntilAsync(() => scene.Log.Collector.GetSnapshot().Any(r => r.Message.Contains("depend on it", StringComparison.Ordinal)), "the attempt");

        await fixture.Server.ExecuteAsync("DROP TABLE owned_too", cancellationToken: Cancellation);
        await Local.UntilAsync(() =>
        {
            scene.Time.Advance(TimeSpan.FromSeconds(1));
            return scene.Emulator.Leases.Count == 0;
        }, "the second attempt");

        (await scene.ExistsAsync(creds.UserName)).ShouldBeFalse();
    }

    [Fact]
    public async Task Revoke_WithAnOpenSession_LeavesTheSession()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        var creds = await scene.CredsAsync(token);
        var builder = Local.DataSource(fixture.Server.ConnectionString("postgres", creds.UserName));
        var password = creds.Data("password");
        builder.UsePasswordProvider(_ => password, (_, _) => new(password));
        await using var dataSource = builder.Build();
        await using var connection = await dataSource.OpenConnectionAsync(Cancellation);

        (await scene.LeaseAsync("revoke", token, creds.LeaseId)).ShouldMatch("lease-revoke-204-with-open-session");

        await using var alive = new NpgsqlCommand("SELECT 1", connection);
        (await alive.ExecuteScalarAsync(Cancellation)).ShouldBe(1);
        await using var denied = new NpgsqlCommand("SELECT * FROM t", connection);
        (await Should.ThrowAsync<PostgresException>(() => denied.ExecuteNonQueryAsync(Cancellation))).SqlState.ShouldBe("42501");
    }

    [Fact]
    public async Task RevokePrefix_ByAnOperator_DropsAllUsersOfTheRole()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        var first = await scene.CredsAsync(token);
        await scene.CredsAsync(token);

        (await scene.SendAsync(new("LIST"), "sys/leases/lookup/database/creds/app", token)).ShouldMatch("leases-list-prefix-403");
        (await scene.SendAsync(new("LIST"), "sys/leases/lookup/database/creds/app", scene.RootToken)).ShouldMatch("leases-list-prefix-200");
        (await scene.SendAsync(HttpMethod.Put, "sys/leases/revoke-prefix/database/creds/app", scene.RootToken)).ShouldMatch("lease-revoke-prefix-204");
        (await scene.SendAsync(new("LIST"), "sys/leases/lookup/database/creds/app", scene.RootToken)).ShouldMatch("leases-list-prefix-404-empty");

        (await scene.ExistsAsync(first.UserName)).ShouldBeFalse();
        scene.Emulator.RolesDropped.ShouldBe(2);
    }

    [Fact]
    public async Task Renew_WhereTheRoleOrItsUserIsGone_SaysSo()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        scene.Database.WriteRole("tmp", new() { CreationStatements = { """CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}'""" }, DefaultTtl = TimeSpan.FromHours(1) });
        var lost = await scene.CredsAsync(scene.RootToken, "tmp");
        scene.Database.DeleteRole("tmp").ShouldBeTrue();
        var dropped = await scene.CredsAsync(scene.RootToken);
        await fixture.Server.ExecuteAsync($"DROP ROLE \"{dropped.UserName}\"", cancellationToken: Cancellation);

        (await scene.LeaseAsync("renew", scene.RootToken, lost.LeaseId)).ShouldMatch("lease-renew-role-deleted");
        (await scene.LeaseAsync("revoke", scene.RootToken, lost.LeaseId)).ShouldMatch("lease-revoke-role-deleted");
        (await scene.LeaseAsync("renew", scene.RootToken, dropped.LeaseId)).ShouldMatch("lease-renew-pg-role-dropped-out-of-band");
        (await scene.LeaseAsync("revoke", scene.RootToken, dropped.LeaseId)).ShouldMatch("lease-revoke-pg-role-dropped-out-of-band");
    }
}

namespace JitAccess.Testing.Tests.Vault;

/// <summary>Static roles: one user, a password that changes.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultStaticRoleTests(VaultFixture fixture)
{
    [Fact]
    public async Task StaticRole_ChangesThePasswordAtOnceOnDemandAndInTime()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        await fixture.Server.ExecuteAsync("GRANT app_ro TO svc_static", cancellationToken: TestContext.Current.CancellationToken);
        var token = await scene.LogInAsync();
        await scene.Database.WriteStaticRoleAsync("svc", new() { UserName = "svc_static", RotationPeriod = TimeSpan.FromSeconds(30) });

        scene.Time.Advance(TimeSpan.FromSeconds(3));
        var first = await ReadAsync(scene, token);
        first.ShouldMatch("static-creds-200");
        first.Body!["data"]!["ttl"]!.GetValue<long>().ShouldBe(27);
        (await LoginAsync(scene, first)).ShouldBe("0");

        (await scene.PostAsync("database/rotate-role/svc", scene.RootToken)).ShouldMatch("rotate-role-204");
        var second = await ReadAsync(scene, token);
        second.ShouldMatch("static-creds-200-after-rotate-role");
        second.Body!["data"]!["ttl"]!.GetValue<long>().ShouldBe(30);
        (await LoginAsync(scene, first)).ShouldBe("28P01");
        (await LoginAsync(scene, second)).ShouldBe("0");

        scene.Time.Advance(TimeSpan.FromSeconds(30));
        await Local.UntilAsync(() => scene.Log.Collector.GetSnapshot().Count(r => r.Message.Contains("svc_static", StringComparison.Ordinal)) == 3, "the rotation");
        (await LoginAsync(scene, second)).ShouldBe("28P01");
        (await LoginAsync(scene, await ReadAsync(scene, token))).ShouldBe("0");
    }

    [Fact]
    public async Task StaticRole_WhereTheDatabaseIsDown_IsReadAndNotRotated()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        await using var nowhere = Npgsql.NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Pooling=false");
        await scene.Database.WriteStaticRoleAsync("svc", new() { UserName = "svc_static", RotationPeriod = TimeSpan.FromSeconds(30) });
        var before = await ReadAsync(scene, scene.RootToken);

        scene.Database.WriteConnection("postgres", nowhere);
        (await ReadAsync(scene, scene.RootToken)).ShouldMatch("static-creds-db-down");
        (await scene.PostAsync("database/rotate-role/svc", scene.RootToken)).ShouldMatch("rotate-role-db-down");
        scene.Time.Advance(TimeSpan.FromSeconds(30));
        (await ReadAsync(scene, scene.RootToken)).ShouldMatch("static-creds-200-ttl-zero");
        await Local.UntilAsync(() => Count(9028) == 1, "the rotation that fails");

        await using var back = fixture.Server.CreateSuperuserDataSource();
        scene.Database.WriteConnection("postgres", back);
        scene.Time.Advance(TimeSpan.FromSeconds(10)); // once: a clock that runs on comes to the rotation after the next
        await Local.UntilAsync(() => Count(9027) == 2, "the rotation");
        (await ReadAsync(scene, scene.RootToken)).Data("password").ShouldNotBe(before.Data("password"));

        int Count(int id) => scene.Log.Collector.GetSnapshot().Count(r => r.Id.Id == id);
    }

    [Fact]
    public async Task StaticRole_ThatIsUnknownOrHasNoUser_IsRefused()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);

        (await scene.SendAsync(HttpMethod.Get, "database/static-creds/unknown", scene.RootToken)).ShouldMatch("static-creds-400-unknown");
        (await Should.ThrowAsync<InvalidOperationException>(() => scene.Database.WriteStaticRoleAsync("svc", new() { UserName = "nobody_at_all" })))
            .Message.ShouldContain("user does not appear to exist");
        await Should.ThrowAsync<ArgumentException>(() => scene.Database.WriteStaticRoleAsync("a b", new() { UserName = "svc_static" }));
    }

    private static Task<VaultAnswer> ReadAsync(VaultScene scene, string token) => scene.SendAsync(HttpMethod.Get, "database/static-creds/svc", token);

    private static Task<string> LoginAsync(VaultScene scene, VaultAnswer creds) => scene.QueryAsync(creds.UserName, creds.Data("password"));
}

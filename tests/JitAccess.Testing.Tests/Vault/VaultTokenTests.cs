using System.Text.Json.Nodes;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>Tokens: their renewal, their end and their children; wrapped answers and secret ids.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultTokenTests(VaultFixture fixture)
{
    [Fact]
    public async Task AppRole_Logins_AnswerAsTheServerDoes()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var secretId = scene.AppRole.CreateSecretId("app");

        (await scene.LoginAnswerAsync("app")).ShouldMatch("approle-login-200");
        (await scene.LoginAnswerAsync("batch")).ShouldMatch("approle-login-200-batch-token");
        (await LoginAsync(scene, "00000000-0000-0000-0000-000000000000", secretId.RevealValue())).ShouldMatch("approle-login-400-bad-role-id");
        (await LoginAsync(scene, scene.AppRole.RoleId("app"), "00000000-0000-0000-0000-000000000000")).ShouldMatch("approle-login-400-bad-secret-id");
        (await LoginAsync(scene, scene.AppRole.RoleId("app"), null)).ShouldMatch("approle-login-400-missing-secret-id");
        (await scene.PostAsync("auth/approlex/login", null, [])).ShouldMatch("login-wrong-auth-mount-no-token-400");
        (await scene.PostAsync("auth/approle/role/app/secret-id", scene.RootToken, [])).ShouldMatch("approle-secret-id-generate");
        (await scene.SendAsync(HttpMethod.Get, "auth/approle/role/app/role-id", scene.RootToken)).ShouldMatch("approle-role-id-read");

        scene.Time.Advance(TimeSpan.FromMinutes(10));
        (await LoginAsync(scene, scene.AppRole.RoleId("app"), secretId.RevealValue())).Error.ShouldBe("invalid secret id");
    }

    [Fact]
    public async Task SecretId_ForASingleUse_LogsInOnce()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var secretId = scene.AppRole.CreateSecretId("once").RevealValue();

        (await LoginAsync(scene, scene.AppRole.RoleId("once"), secretId)).Status.ShouldBe(200);
        (await LoginAsync(scene, scene.AppRole.RoleId("once"), secretId)).ShouldMatch("approle-login-400-secret-id-used-up");
    }

    [Fact]
    public async Task SecretId_Wrapped_IsUnwrappedOnceAndAnInterceptionShows()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var wrapped = await scene.PostAsync("auth/approle/role/once/secret-id", scene.RootToken, [], ("X-Vault-Wrap-TTL", "120s"));
        wrapped.ShouldMatch("approle-secret-id-wrapped");
        var wrapping = wrapped.Body!["wrap_info"]!["token"]!.GetValue<string>();

        var looked = await scene.PostAsync("sys/wrapping/lookup", null, new JsonObject { ["token"] = wrapping });
        looked.ShouldMatch("wrapping-lookup-200");
        looked.Data("creation_path").ShouldBe("auth/approle/role/once/secret-id");
        (await scene.CredsAsync(wrapping)).Status.ShouldBe(403);
        var unwrapped = await scene.PostAsync("sys/wrapping/unwrap", wrapping);
        unwrapped.ShouldMatch("wrapping-unwrap-200");
        (await scene.PostAsync("sys/wrapping/unwrap", wrapping)).ShouldMatch("wrapping-unwrap-second-time-400");
        (await scene.PostAsync("sys/wrapping/unwrap", scene.RootToken, new JsonObject { ["token"] = wrapping })).ShouldMatch("wrapping-unwrap-second-time-body-400");
        (await scene.PostAsync("sys/wrapping/lookup", null, new JsonObject { ["token"] = wrapping })).ShouldMatch("wrapping-lookup-bogus");
        (await LoginAsync(scene, scene.AppRole.RoleId("once"), unwrapped.Data("secret_id"))).Status.ShouldBe(200);

        var late = scene.AppRole.CreateWrappedSecretId("once", TimeSpan.FromSeconds(60)).RevealValue();
        scene.Time.Advance(TimeSpan.FromSeconds(60));
        (await scene.PostAsync("sys/wrapping/unwrap", late)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Creds_Wrapped_KeepTheirLease()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var wrapped = await scene.SendAsync(HttpMethod.Get, "database/creds/app", await scene.LogInAsync(), null, ("X-Vault-Wrap-TTL", "60s"));
        wrapped.ShouldMatch("database-creds-200-wrapped");

        var unwrapped = await scene.PostAsync("sys/wrapping/unwrap", wrapped.Body!["wrap_info"]!["token"]!.GetValue<string>());

        unwrapped.ShouldMatch("wrapping-unwrap-creds-200");
        (await scene.QueryAsync(unwrapped.UserName, unwrapped.Data("password"))).ShouldBe("0");
    }

    [Fact]
    public async Task Renewal_OfTokens_FollowsTheirKind()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();

        scene.Time.Advance(TimeSpan.FromSeconds(3));
        (await scene.SendAsync(HttpMethod.Get, "auth/token/lookup-self", token)).ShouldMatch("token-lookup-self-200");
        (await scene.PostAsync("auth/token/renew-self", token, [])).ShouldMatch("token-renew-self-200");
        var capped = await scene.PostAsync("auth/token/renew-self", token, new JsonObject { ["increment"] = "7200s" });
        capped.ShouldMatch("token-renew-self-capped-by-max-ttl");
        capped.Body!["auth"]!["lease_duration"]!.GetValue<long>().ShouldBe(3597);

        var batch = await scene.LogInAsync("batch");
        (await scene.PostAsync("auth/token/renew-self", batch, [])).ShouldMatch("token-renew-self-batch-400");
        (await scene.PostAsync("auth/token/revoke-self", batch)).ShouldMatch("token-revoke-self-batch");
        (await scene.PostAsync("auth/token/renew-self", scene.RootToken, [])).ShouldMatch("token-renew-self-root-400");

        var brief = await scene.LogInAsync("brief");
        scene.Time.Advance(TimeSpan.FromSeconds(4));
        (await scene.PostAsync("auth/token/renew-self", brief, [])).ShouldMatch("token-renew-self-near-max", anyMetadata: true);
        scene.Time.Advance(TimeSpan.FromSeconds(2));
        (await scene.PostAsync("auth/token/renew-self", brief, [])).ShouldMatch("token-renew-self-nearer-max", anyMetadata: true);
        scene.Time.Advance(TimeSpan.FromSeconds(2));
        (await scene.PostAsync("auth/token/renew-self", brief, [])).ShouldMatch("token-renew-self-403-expired");

        var fixedLife = scene.Emulator.Root.CreateToken(new() { Ttl = TimeSpan.FromHours(1), IsNotRenewable = true }).RevealValue();
        (await scene.PostAsync("auth/token/renew-self", fixedLife, [])).ShouldMatch("token-renew-self-not-renewable");
    }

    [Fact]
    public async Task PeriodicToken_IsRenewedForItsPeriodAgainAndAgain()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var body = new JsonObject { ["policies"] = new JsonArray("app"), ["period"] = "1h" };
        (await scene.PostAsync("auth/token/create", await scene.LogInAsync(), body.DeepClone().AsObject())).Error.ShouldContain("periodic");
        var created = await scene.PostAsync("auth/token/create", scene.RootToken, body);
        created.ShouldMatch("token-create-periodic");

        for (var hours = 0; hours < 100; hours++)
        {
            scene.Time.Advance(TimeSpan.FromMinutes(59));
            (await scene.PostAsync("auth/token/renew-self", created.ClientToken, [])).ShouldMatch("token-renew-self-periodic");
        }
    }

    [Fact]
    public async Task Children_OfAToken_DieWithItAndSoDoTheirLeases()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var parent = await scene.LogInAsync();
        var child = (await scene.PostAsync("auth/token/create", parent, [])).ClientToken;
        var grandchild = (await scene.PostAsync("auth/token/create", child, [])).ClientToken;
        (await scene.PostAsync("auth/token/create", child, new JsonObject { ["policies"] = new JsonArray("other") })).Error
            .ShouldBe("child policies must be subset of parent");
        var creds = await scene.CredsAsync(grandchild);
        creds.UserName.ShouldStartWith("v-token-app-");

        (await scene.PostAsync("auth/token/revoke-self", parent)).ShouldMatch("token-revoke-self-204");

        (await scene.CredsAsync(grandchild)).Status.ShouldBe(403);
        await scene.UntilGoneAsync(creds.UserName);
        (await scene.ExistsAsync(creds.UserName)).ShouldBeFalse();
    }

    [Fact]
    public async Task Token_ForAFewUses_IsGoneAfterThem()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = scene.Emulator.Root.CreateToken(new() { Policies = { "app" }, NumUses = 2 }).RevealValue();

        (await scene.SendAsync(HttpMethod.Get, "auth/token/lookup-self", token)).Status.ShouldBe(200);
        (await scene.CredsAsync(token)).Error.ShouldContain("one use left");
        (await scene.CredsAsync(token)).Status.ShouldBe(403);
        await Local.UntilAsync(() => scene.Emulator.RolesDropped == 1, "the user of the last use");
    }

    private static Task<VaultAnswer> LoginAsync(VaultScene scene, string roleId, string? secretId)
    {
        var body = new JsonObject { ["role_id"] = roleId };
        if (secretId is not null)
            body["secret_id"] = secretId;
        return scene.PostAsync("auth/approle/login", null, body);
    }
}

using System.Text;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>What is refused, and in which words.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultRefusalTests(VaultFixture fixture)
{
    [Fact]
    public async Task Requests_ThatTheServerRefuses_AreRefusedInItsWords()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();

        (await scene.CredsAsync(token, "unknown")).ShouldMatch("database-creds-400-unknown-role");
        (await scene.CredsAsync(token, "broken")).ShouldMatch("database-creds-500-bad-creation-sql");
        (await scene.CredsAsync(token, "nodb")).ShouldMatch("database-creds-500-missing-config");
        (await scene.CredsAsync(token, "other")).ShouldMatch("database-creds-403-policy-denied");
        (await scene.CredsAsync("s.nobodysTokenAtAll123456")).ShouldMatch("database-creds-403-token-expired");
        (await scene.SendAsync(HttpMethod.Get, "nomount/creds/app", token)).ShouldMatch("database-creds-404-no-mount-policy-allows");
        (await scene.SendAsync(HttpMethod.Get, "nomount2/creds/app", token)).ShouldMatch("database-creds-403-no-mount-policy-denies");
        (await scene.PostAsync("database/creds/app", token, [])).ShouldMatch("database-creds-post-403");
        (await scene.PostAsync("database/creds/app", scene.RootToken, [])).ShouldMatch("database-creds-post-405-root");
        (await scene.SendAsync(HttpMethod.Get, "database/roles/nope", scene.RootToken)).ShouldMatch("database-role-read-404");
        (await scene.SendAsync(HttpMethod.Get, "database/roles/app", scene.RootToken)).ShouldMatch("database-role-read");
        (await scene.SendAsync(HttpMethod.Get, "sys/nope", scene.RootToken)).ShouldMatch("sys-unknown-path-404");
        (await scene.LeaseAsync("renew", token, "garbage")).ShouldMatch("lease-renew-400-garbage");
        (await scene.SendAsync(HttpMethod.Put, "sys/leases/renew", token, [])).ShouldMatch("lease-renew-400-missing-id");
        (await scene.SendAsync(HttpMethod.Get, "auth/token/lookup-self", null)).ShouldMatch("token-lookup-self-missing-token");
        (await scene.SendAsync(HttpMethod.Get, "auth/token/lookup-self", "s.bad")).ShouldMatch("token-lookup-self-403-bad-token");
        scene.Emulator.RolesCreated.ShouldBe(0);
    }

    [Fact]
    public async Task DefaultPolicy_GrantsRenewalAndLookup_NotRevocation()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync("reader");
        var creds = await scene.CredsAsync(token);

        (await scene.LeaseAsync("renew", token, creds.LeaseId)).ShouldMatch("lease-renew-200-default-policy-suffices");
        (await scene.LeaseAsync("lookup", token, creds.LeaseId)).ShouldMatch("lease-lookup-default-policy");
        (await scene.LeaseAsync("revoke", token, creds.LeaseId)).ShouldMatch("lease-revoke-default-policy-403");
        (await scene.PostAsync("sys/capabilities-self", token, new JsonObject
        {
            ["paths"] = new JsonArray("database/creds/app", "sys/leases/renew", "sys/leases/revoke"),
        })).ShouldMatch("capabilities-self-200-default-policy");

        (await scene.PostAsync("auth/token/revoke-self", token)).ShouldMatch("token-revoke-self-kills-leases-204");
        await scene.UntilGoneAsync(creds.UserName);
        (await scene.ExistsAsync(creds.UserName)).ShouldBeFalse();
        (await scene.PostAsync("auth/token/revoke-self", token)).ShouldMatch("token-revoke-self-twice-403");
    }

    [Fact]
    public async Task Bodies_ThatAreNoJsonOrTooLarge_AreRefused()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        using var http = VaultScene.Client(scene.Emulator);
        using var malformed = new StringContent("{bad json", Encoding.UTF8, "application/json");

        // The answer comes before the body is sent, or its connection would break while it is.
        using var large = new HttpRequestMessage(HttpMethod.Post, "v1/sys/leases/renew") { Content = new StringContent(new string(' ', 300 * 1024)), Headers = { ExpectContinue = true } };

        using var first = await http.PostAsync(new Uri("v1/sys/leases/renew", UriKind.Relative), malformed, TestContext.Current.CancellationToken);
        using var second = await http.SendAsync(large, TestContext.Current.CancellationToken);
        using var third = await http.GetAsync(new Uri("v2/foo", UriKind.Relative), TestContext.Current.CancellationToken);

        ((int)first.StatusCode, (await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim()).ShouldBe((400, """{"errors":["error parsing JSON"]}"""));
        ((int)second.StatusCode).ShouldBe(413);
        ((int)third.StatusCode, (await third.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim()).ShouldBe((404, """{"errors":[]}"""));
    }

    [Fact]
    public async Task Namespaces_WhereThereAreNone_AreIgnoredWithoutAWord()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();

        (await scene.SendAsync(HttpMethod.Get, "database/creds/app", token, null, ("X-Vault-Namespace", "team-a/"))).ShouldMatch("database-creds-namespace-header-on-oss");
    }

    [Fact]
    public async Task Namespaces_WhereTheyExist_KeepMountsTokensAndLeasesApart()
    {
        await using var administrator = fixture.Server.CreateSuperuserDataSource();
        await using var scene = await VaultScene.StartAsync(fixture.Server, static o => o.HasNamespaces = true);
        var team = scene.Emulator.CreateNamespace("team-a");
        var database = team.MountDatabase();
        database.WriteConnection("postgres", administrator);
        database.WriteRole("app", new() { CreationStatements = { """CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}'""" } });
        team.WritePolicy("app", new VaultEmulatorPolicy().AllowRead("database/creds/app"));
        var token = team.CreateToken(new() { Policies = { "app" } }).RevealValue();
        (string, string) header = ("X-Vault-Namespace", "team-a");

        var creds = await scene.SendAsync(HttpMethod.Get, "database/creds/app", token, null, header);
        creds.Status.ShouldBe(200);
        creds.LeaseId.ShouldMatch(@"^database/creds/app/[A-Za-z0-9]{24}\.[A-Za-z0-9]{5}$");
        (await scene.SendAsync(HttpMethod.Get, "team-a/database/creds/app", token)).Status.ShouldBe(200);

        (await scene.SendAsync(HttpMethod.Get, "database/creds/app", token)).Error.ShouldBe("permission denied");
        (await scene.LeaseAsync("renew", scene.RootToken, creds.LeaseId)).Error.ShouldBe("lease not found");
        (await scene.SendAsync(HttpMethod.Get, "database/creds/app", token, null, ("X-Vault-Namespace", "team-b"))).Error.ShouldBe("namespace not found");
        scene.Emulator.Requests[0].Path.ShouldBe("team-a/database/creds/app");
    }
}

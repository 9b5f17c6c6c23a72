using System.Text;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>An agent's cache, with the habits that were measured.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultAgentTests(VaultFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cache_RepeatsTheLeaseAndItsDurationAndOnlyAgeTellsTheTruth()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        scene.Emulator.Agent = new VaultEmulatorAgent(scene.Emulator.Root.CreateToken(new() { Policies = { "app" } }));

        var first = await ReadAsync(scene);
        first.ShouldMatch("agent-database-creds-200-first");
        scene.Time.Advance(TimeSpan.FromSeconds(2));
        var later = await ReadAsync(scene);
        later.ShouldMatch("agent-database-creds-200-cached-later");

        (first.Headers["X-Cache"], later.Headers["X-Cache"], later.Headers["Age"]).ShouldBe(("MISS", "HIT", "2"));
        (later.LeaseId, later.LeaseDuration, later.UserName).ShouldBe((first.LeaseId, 3600, first.UserName));
        scene.Emulator.RolesCreated.ShouldBe(1);
    }

    [Fact]
    public async Task Cache_ServesTheDead_UntilItIsCleared()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        scene.Emulator.Agent = new VaultEmulatorAgent();
        var first = await scene.CredsAsync(token);
        (await scene.LeaseAsync("renew", token, first.LeaseId)).ShouldMatch("agent-lease-renew-200");
        (await scene.LeaseAsync("revoke", token, first.LeaseId)).ShouldMatch("agent-lease-revoke-204");

        var dead = await scene.CredsAsync(token);
        dead.ShouldMatch("agent-database-creds-200-after-revoke-evicted");
        dead.UserName.ShouldBe(first.UserName);
        (await scene.QueryAsync(dead.UserName, dead.Data("password"))).ShouldBe("28P01");

        using var http = VaultScene.Client(scene.Emulator);
        using var clear = new StringContent($$"""{"type":"lease","value":"{{first.LeaseId}}"}""", Encoding.UTF8, "application/json");
        using var cleared = await http.PostAsync(new Uri("agent/v1/cache-clear", UriKind.Relative), clear, Cancellation);
        ((int)cleared.StatusCode).ShouldBe(200);
        var fresh = await scene.CredsAsync(token);
        fresh.UserName.ShouldNotBe(first.UserName);

        (await scene.LeaseAsync("revoke", token, fresh.LeaseId)).Status.ShouldBe(204);
        (await scene.CredsAsync(token)).Headers["X-Cache"].ShouldBe("MISS");
    }

    private static Task<VaultAnswer> ReadAsync(VaultScene scene) => scene.SendAsync(HttpMethod.Get, "database/creds/app", null);
}

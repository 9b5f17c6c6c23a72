using System.Diagnostics;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>No secret of an emulator is told to anybody who does not ask for it.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultSecretCanaryTests(VaultFixture fixture)
{
    private const int Piece = 16;

    [Fact]
    public async Task Secrets_OfAnEmulator_NeverReachItsLogRequestsOrTexts()
    {
        var scene = await VaultScene.StartAsync(fixture.Server);
        using var recipe = new JwtRecipe();
        scene.Emulator.Root.EnableJwt(new() { PublicKeys = { recipe.PublicKeys.First() } }).WriteRole("app", new());
        var jwt = recipe.Sign(new JsonObject { ["sub"] = "someone-special", ["exp"] = scene.Time.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds() });
        var secretId = scene.AppRole.CreateSecretId("app");
        var wrapping = scene.AppRole.CreateWrappedSecretId("app", TimeSpan.FromMinutes(1));
        var token = scene.Emulator.Root.CreateToken(new() { Policies = { "app" } });
        await scene.Database.WriteStaticRoleAsync("svc", new() { UserName = "svc_static" });
        List<string> secrets = [jwt, secretId.RevealValue(), wrapping.RevealValue(), token.RevealValue(), scene.RootToken];

        var creds = await scene.CredsAsync(token.RevealValue());
        secrets.Add(creds.Data("password"));
        secrets.Add(creds.LeaseId.Split('/')[^1]);
        secrets.Add((await scene.SendAsync(HttpMethod.Get, "database/static-creds/svc", scene.RootToken)).Data("password"));
        secrets.Add((await scene.PostAsync("auth/jwt/login", null, new JsonObject { ["role"] = "app", ["jwt"] = jwt })).ClientToken);
        secrets.Add(await scene.LogInAsync());
        secrets.Add((await scene.PostAsync("sys/wrapping/unwrap", wrapping.RevealValue())).Data("secret_id"));
        await scene.SendAsync(HttpMethod.Put, $"sys/leases/revoke/{creds.LeaseId}", token.RevealValue());
        await scene.CredsAsync(scene.RootToken, "broken");
        var requests = string.Concat(scene.Emulator.Requests) + string.Concat(scene.Emulator.Leases);
        await scene.DisposeAsync();

        var log = string.Join('\n', scene.Log.Collector.GetSnapshot().Select(static r => $"{r.Message} {string.Join(' ', r.StructuredState ?? [])} {r.Exception}"));
        log.ShouldContain("database/creds/app");
        foreach (var text in (string[])[log, requests, secretId.ToString(), wrapping.ToString(), token.ToString()])
            foreach (var piece in secrets.SelectMany(Pieces))
                text.ShouldNotContain(piece, Case.Sensitive);
    }

    [Fact]
    public void Secret_InADebugger_IsHidden()
    {
        var field = typeof(VaultEmulatorSecret).GetFields(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)
            .Single(static f => f.Name == "_value");

        ((DebuggerBrowsableAttribute)field.GetCustomAttributes(typeof(DebuggerBrowsableAttribute), false).Single()).State.ShouldBe(DebuggerBrowsableState.Never);
    }

    private static IEnumerable<string> Pieces(string secret) =>
        Enumerable.Range(0, Math.Max(1, secret.Length - Piece + 1)).Select(i => secret.Substring(i, Math.Min(Piece, secret.Length)));
}

using System.Text.Json.Nodes;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>Logins with a JWT: by the JWT method and by that of Kubernetes.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultJwtTests(VaultFixture fixture)
{
    private const string Issuer = "https://login.microsoftonline.com/tid/v2.0";

    [Fact]
    public async Task JwtLogin_JudgesSignatureIssuerTimesAudienceAndClaims()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        using var recipe = new JwtRecipe();
        using var stranger = new JwtRecipe();
        var options = new VaultEmulatorJwtOptions { BoundIssuer = Issuer };
        foreach (var key in recipe.PublicKeys)
            options.PublicKeys.Add(key);
        scene.Emulator.Root.EnableJwt(options).WriteRole("app", new()
        {
            BoundAudiences = { "api://vault" },
            BoundClaims = { ["oid"] = "oid-1" },
            Token = new() { Policies = { "app" }, Ttl = TimeSpan.FromMinutes(15) },
        });
        var now = scene.Time.GetUtcNow();

        (await LoginAsync(recipe.Sign(Claims()))).ShouldMatch("jwt-login-200");
        (await LoginAsync(recipe.Sign(Claims(), "ES256"))).ShouldMatch("jwt-login-200");
        (await LoginAsync(recipe.Sign(Claims("aud", "api://other")))).ShouldMatch("jwt-login-400-audience");
        (await LoginAsync(recipe.Sign(Claims("oid", "oid-2")))).ShouldMatch("jwt-login-400-bound-claim");
        (await LoginAsync(recipe.Sign(Claims("exp", now.AddMinutes(-5).ToUnixTimeSeconds())))).ShouldMatch("jwt-login-400-expired");
        (await LoginAsync(recipe.Sign(Claims("nbf", now.AddMinutes(5).ToUnixTimeSeconds())))).Error.ShouldContain("not yet valid");
        (await LoginAsync(recipe.Sign(Claims("iss", "https://somebody.example")))).ShouldMatch("jwt-login-400-issuer");
        (await LoginAsync(stranger.Sign(Claims()))).ShouldMatch("jwt-login-400-signature");
        (await LoginAsync(recipe.Sign(Claims(), isTampered: true))).ShouldMatch("jwt-login-400-signature");
        (await LoginAsync(recipe.Sign(Claims(), "none"))).ShouldMatch("jwt-login-400-signature");
        (await LoginAsync("garbage")).ShouldMatch("jwt-login-400-garbage");
        (await LoginAsync(recipe.Sign(Claims()), "nope")).ShouldMatch("jwt-login-400-unknown-role");
        scene.Emulator.Requests.Count(static r => r.Status == 200).ShouldBe(2);

        JsonObject Claims(string? changed = null, JsonNode? value = null)
        {
            var claims = new JsonObject { ["iss"] = Issuer, ["aud"] = new JsonArray("api://vault"), ["sub"] = "sub-1", ["oid"] = "oid-1", ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds() };
            if (changed is not null)
                claims[changed] = value;
            return claims;
        }

        Task<VaultAnswer> LoginAsync(string jwt, string role = "app") =>
            scene.PostAsync("auth/jwt/login", null, new JsonObject { ["role"] = role, ["jwt"] = jwt });
    }

    [Fact]
    public async Task KubernetesLogin_JudgesTheServiceAccount()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        using var recipe = new JwtRecipe();
        using var stranger = new JwtRecipe();
        var options = new VaultEmulatorKubernetesOptions();
        foreach (var key in recipe.PublicKeys)
            options.PublicKeys.Add(key);
        var method = scene.Emulator.Root.EnableKubernetes(options);
        method.WriteRole("app", new()
        {
            ServiceAccountNames = { "app" },
            ServiceAccountNamespaces = { "prod" },
            Audience = "vault",
            Token = new() { Policies = { "app" }, Ttl = TimeSpan.FromMinutes(15) },
        });

        (await LoginAsync(recipe.Sign(Claims()))).ShouldMatch("kubernetes-login-200");
        (await LoginAsync(recipe.Sign(Claims(account: "other")))).ShouldMatch("kubernetes-login-sa-denied");
        (await LoginAsync(recipe.Sign(Claims(space: "dev")))).ShouldMatch("kubernetes-login-namespace-denied");
        (await LoginAsync(recipe.Sign(Claims(minutes: -5)))).ShouldMatch("kubernetes-login-expired-jwt");
        (await LoginAsync(recipe.Sign(Claims(audience: "https://kubernetes.default.svc")))).Status.ShouldBe(500);
        (await LoginAsync(stranger.Sign(Claims()))).ShouldMatch("kubernetes-login-tokenreview-rejected");
        (await LoginAsync(recipe.Sign(Claims()), "nope")).ShouldMatch("kubernetes-login-unknown-role");
        method.IsApiServerDown = true;
        (await LoginAsync(recipe.Sign(Claims()))).ShouldMatch("kubernetes-login-apiserver-down");

        JsonObject Claims(string account = "app", string space = "prod", int minutes = 5, string audience = "vault") => new()
        {
            ["iss"] = "https://kubernetes.default.svc",
            ["aud"] = new JsonArray(audience),
            ["exp"] = scene.Time.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds(),
            ["kubernetes.io"] = new JsonObject { ["namespace"] = space, ["serviceaccount"] = new JsonObject { ["name"] = account, ["uid"] = "u-1" } },
        };

        Task<VaultAnswer> LoginAsync(string jwt, string role = "app") =>
            scene.PostAsync("auth/kubernetes/login", null, new JsonObject { ["role"] = role, ["jwt"] = jwt });
    }
}

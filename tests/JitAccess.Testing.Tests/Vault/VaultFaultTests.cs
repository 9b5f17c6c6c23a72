using System.Text.Json.Nodes;

namespace JitAccess.Testing.Tests.Vault;

/// <summary>A server that is sealed, busy, down or no longer heard of.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultFaultTests(VaultFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seal_RefusesEverythingAndRevokesNothingUntilUnsealed()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        var creds = await scene.CredsAsync(token, "short");
        (await HealthAsync(scene)).ShouldMatch("health-200-active");
        (await scene.SendAsync(HttpMethod.Get, "sys/seal-status", null)).ShouldMatch("sys-seal-status-unsealed");

        scene.Emulator.Faults.Seal();
        (await scene.CredsAsync(token)).ShouldMatch("request-sealed-503");
        (await scene.LoginAnswerAsync("app")).ShouldMatch("login-sealed-503");
        (await HealthAsync(scene)).ShouldMatch("health-503-sealed");
        (await scene.SendAsync(HttpMethod.Get, "sys/seal-status", null)).ShouldMatch("sys-seal-status-sealed");
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        (await scene.ExistsAsync(creds.UserName)).ShouldBeTrue();

        scene.Emulator.Faults.Unseal();
        await scene.UntilGoneAsync(creds.UserName);
        (await scene.CredsAsync(token)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Standby_ForwardsOrRedirects()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server, static o => o.UsesPlainHttp = true);
        var token = await scene.LogInAsync();

        scene.Emulator.Faults.Standby = VaultEmulatorStandby.Forwarding;
        (await scene.CredsAsync(token)).Status.ShouldBe(200);
        (await HealthAsync(scene)).ShouldMatch("health-429-standby");
        (await HealthAsync(scene, "?standbyok=true")).ShouldMatch("health-200-standbyok");
        (await scene.SendAsync(HttpMethod.Get, "database/creds/app", token, null, ("X-Vault-No-Request-Forwarding", "true"))).ShouldMatch("database-creds-307-no-forwarding");

        scene.Emulator.Faults.Standby = VaultEmulatorStandby.Redirecting;
        scene.Emulator.Faults.LeaderAddress = new Uri("http://127.0.0.1:1/");
        var redirected = await scene.LeaseAsync("renew", token, "any");
        redirected.ShouldMatch("lease-renew-during-step-down-307");
        redirected.Headers["Location"].ShouldBe("http://127.0.0.1:1/v1/sys/leases/renew");
        redirected.Body.ShouldBeNull();
    }

    [Theory]
    [InlineData(true, "database-creds-429-rate-limit", "database-creds-200-with-ratelimit-headers")]
    [InlineData(false, "database-creds-429-rate-limit-no-headers", "database-creds-200")]
    public async Task RateLimit_RefusesWhatIsBeyondIt(bool sendsHeaders, string refused, string accepted)
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        scene.Emulator.Faults.RateLimit = new() { Path = "database/", SendsHeaders = sendsHeaders };

        (await scene.CredsAsync(token)).ShouldMatch(accepted);
        (await scene.CredsAsync(token)).ShouldMatch(refused);
        (await scene.SendAsync(HttpMethod.Get, "auth/token/lookup-self", token)).Status.ShouldBe(200);
        scene.Time.Advance(TimeSpan.FromSeconds(5));
        (await scene.CredsAsync(token)).ShouldMatch(accepted);
    }

    [Fact]
    public async Task LostAnswer_LeavesAUserThatOnlyTheServerKnows()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        scene.Emulator.Faults.LoseAnswers(1, static r => r.Method == "GET" && r.Path.StartsWith("database/creds/", StringComparison.Ordinal));
        (await scene.SendAsync(HttpMethod.Get, "auth/token/lookup-self", token)).Status.ShouldBe(200);

        await Should.ThrowAsync<HttpRequestException>(() => scene.CredsAsync(token));

        var lease = scene.Emulator.Leases.ShouldHaveSingleItem();
        lease.Path.ShouldBe("database/creds/app");
        (await scene.ExistsAsync(lease.UserName)).ShouldBeTrue();
        scene.Emulator.Requests[^1].ShouldBe(new VaultEmulatorRequest("GET", "database/creds/app", 200, scene.Time.GetUtcNow()));
        (await scene.CredsAsync(token)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Restart_RefusesConnectionsAndForgetsNothing()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();
        var creds = await scene.CredsAsync(token);
        var expiring = await scene.CredsAsync(token, "short");

        await scene.Emulator.StopListeningAsync();
        (await Should.ThrowAsync<HttpRequestException>(() => scene.CredsAsync(token))).HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        (await scene.ExistsAsync(expiring.UserName)).ShouldBeTrue();
        await scene.Emulator.ResumeAsync(Cancellation);

        (await scene.LeaseAsync("renew", token, creds.LeaseId)).ShouldMatch("lease-renew-200-after-restart");
        await scene.UntilGoneAsync(expiring.UserName);
    }

    [Fact]
    public async Task Refusal_OfEverything_ExecutesNothing()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = await scene.LogInAsync();

        scene.Emulator.Faults.RefusesWith = 502;
        var proxy = await scene.CredsAsync(token);
        (proxy.Status, proxy.Headers["Content-Type"]).ShouldBe((502, "text/html"));
        scene.Emulator.Faults.RefusesWith = 500;
        (await scene.CredsAsync(token)).Error.ShouldBe("internal error");
        scene.Emulator.RolesCreated.ShouldBe(0);

        scene.Emulator.Faults.RefusesWith = null;
        scene.Emulator.Faults.HealthStatus = 473;
        (await HealthAsync(scene)).Status.ShouldBe(473);
    }

    [Fact]
    public async Task Delays_HoldBackTheRequestOrItsAnswer()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var token = scene.RootToken; // it never ends, however far the clock goes before an answer is here

        scene.Emulator.Faults.AnswerDelay = TimeSpan.FromSeconds(30);
        var answer = scene.CredsAsync(token);
        await Local.UntilAsync(() => scene.Emulator.RolesCreated == 1, "the user");
        answer.IsCompleted.ShouldBeFalse();
        await Local.UntilAsync(() =>
        {
            scene.Time.Advance(TimeSpan.FromSeconds(10));
            return answer.IsCompleted;
        }, "the answer");
        (await answer).Status.ShouldBe(200);

        scene.Emulator.Faults.AnswerDelay = TimeSpan.Zero;
        scene.Emulator.Faults.RequestDelay = TimeSpan.FromSeconds(30);
        var request = scene.CredsAsync(token);
        await Local.UntilAsync(() =>
        {
            scene.Time.Advance(TimeSpan.FromSeconds(10));
            return request.IsCompleted;
        }, "the request");
        scene.Emulator.RolesCreated.ShouldBe(2);
    }

    [Fact]
    public async Task RequestHeader_WhereItIsRequired_IsAskedFor()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server, static o => o.RequiresRequestHeader = true);
        using var http = VaultScene.Client(scene.Emulator);

        using var without = await http.GetAsync(new Uri("v1/sys/health", UriKind.Relative), Cancellation);

        ((int)without.StatusCode, (await without.Content.ReadAsStringAsync(Cancellation)).Trim()).ShouldBe((412, """{"errors":["missing 'X-Vault-Request' header"]}"""));
        (await HealthAsync(scene)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Database_ThatIsDown_IsToldInTheDriversWords()
    {
        Local.Require();
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        await using var nowhere = Npgsql.NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Pooling=false");
        var creds = await scene.CredsAsync(scene.RootToken);

        scene.Database.WriteConnection("postgres", nowhere);
        (await scene.CredsAsync(scene.RootToken)).ShouldMatch("database-creds-500-db-down");
        (await scene.LeaseAsync("renew", scene.RootToken, creds.LeaseId)).ShouldMatch("lease-renew-db-down");
        (await scene.LeaseAsync("revoke", scene.RootToken, creds.LeaseId)).ShouldMatch("lease-revoke-db-down");
        (await scene.LeaseAsync("lookup", scene.RootToken, creds.LeaseId)).ShouldMatch("lease-lookup-after-revoke-db-down");

        await using var back = fixture.Server.CreateSuperuserDataSource();
        scene.Database.WriteConnection("postgres", back);
        (await scene.LeaseAsync("renew", scene.RootToken, creds.LeaseId)).ShouldMatch("lease-renew-200-db-back");
        (await scene.LeaseAsync("revoke", scene.RootToken, creds.LeaseId)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task Start_OnEveryAddress_IsRefused() =>
        (await Should.ThrowAsync<ArgumentException>(() => VaultEmulator.StartAsync(new() { ListenAddress = System.Net.IPAddress.Any }, Cancellation)))
            .Message.ShouldContain("loopback");

    [Fact]
    public async Task Start_ClientCertificatesOverPlainHttp_IsRefused()
    {
        using var authority = new TestCertificateAuthority();

        (await Should.ThrowAsync<ArgumentException>(() => VaultEmulator.StartAsync(new() { ClientAuthority = authority, UsesPlainHttp = true }, Cancellation)))
            .Message.ShouldContain("inside TLS only");
    }

    [Fact]
    public async Task Disposal_DropsEveryUser()
    {
        var scene = await VaultScene.StartAsync(fixture.Server);
        var creds = await scene.CredsAsync(scene.RootToken);
        var folder = Path.GetDirectoryName(scene.Emulator.RootCertificatePath).ShouldNotBeNull();

        await scene.DisposeAsync();
        await scene.Emulator.DisposeAsync();

        (await scene.QueryAsync(creds.UserName, creds.Data("password"))).ShouldBe("28P01");
        Directory.Exists(folder).ShouldBeFalse();
        scene.Emulator.RolesDropped.ShouldBe(1);
    }

    [Fact]
    public async Task Emulator_ThatIsDisposed_IsCollected()
    {
        // A token lives for days, and its timer must not keep a server of a test that is over.
        Local.Require();
        var gone = await StartAndDisposeAsync();

        await Local.UntilAsync(() =>
        {
            GC.Collect();
            return !gone.IsAlive;
        }, "the emulator is still referenced");
    }

    [Fact]
    public async Task Failure_ThatNobodyExpected_IsAnInternalError()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var closed = fixture.Server.CreateSuperuserDataSource();
        await closed.DisposeAsync();
        scene.Database.WriteConnection("postgres", closed);

        var answer = await scene.CredsAsync(scene.RootToken);

        (answer.Status, answer.Error).ShouldBe((500, "1 error occurred:\n\t* internal error\n\n"));
        scene.Emulator.Requests[^1].Status.ShouldBe(500);
    }

    [Fact]
    public async Task Requests_HoldNoLeaseId()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var creds = await scene.CredsAsync(scene.RootToken);

        (await scene.SendAsync(HttpMethod.Put, $"sys/leases/renew/{creds.LeaseId}", scene.RootToken, new JsonObject { ["increment"] = 3600 })).ShouldMatch("lease-renew-200-path-form");

        scene.Emulator.Requests[^1].Path.ShouldBe("sys/leases/renew/…");
    }

    private static async Task<WeakReference> StartAndDisposeAsync()
    {
        var emulator = await VaultEmulator.StartAsync(new() { UsesPlainHttp = true }, Cancellation);
        emulator.Root.CreateToken(new() { Policies = { "app" } });
        await emulator.DisposeAsync();
        return new WeakReference(emulator);
    }

    private static Task<VaultAnswer> HealthAsync(VaultScene scene, string query = "") => scene.SendAsync(HttpMethod.Get, "sys/health" + query, null);
}

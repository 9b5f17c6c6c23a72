using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using JitAccess.AspireTests.Stage;

namespace JitAccess.AspireTests;

/// <summary>The services with exactly the AppHost's variables: they start, they serve, and each command of the dashboard does what it says.</summary>
public sealed class ServiceTests(AppHostStage stage) : IClassFixture<AppHostStage>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("orders-rds-iam", "rds-iam", "orders_app")]
    [InlineData("orders-vault", "vault-proxy", "v-approle-orders-")]
    public async Task Service_WithTheVariablesOfTheAppHost_ServesThroughEveryCommand(string service, string issuer, string user)
    {
        stage.Require();
        using var client = new HttpClient { BaseAddress = stage.Address(service) };
        using var desk = new HttpClient { BaseAddress = stage.Address(issuer) };

        await OrderAsync(client);
        var (name, generation) = await CredentialAsync(client);
        name.ShouldStartWith(user);

        await CommandAsync(client, service, "Rotate now");
        (await CredentialAsync(client)).Generation.ShouldBeGreaterThan(generation);
        await OrderAsync(client);

        var before = await IssuedAsync(service);
        await CommandAsync(desk, issuer, "Revoke all");
        await EndSessionsAsync(user);
        await EventuallyAsync(() => OrderAsync(client));
        (await IssuedAsync(service)).ShouldNotBe(before);

        await EventuallyAsync(async () =>
        {
            await CommandAsync(desk, issuer, "Stop the issuer for 30 s"); // again, where the machine has slept through the 30 seconds
            await RefusesAsync(issuer);
        });
        await OrderAsync(client);
    }

    [Fact]
    public async Task Load_WithTheVariablesOfTheAppHost_PlacesOrdersUntilItIsStopped()
    {
        stage.Require();
        await using var load = stage.Launch(AppHost.Find<ProjectResource>("load"));

        await EventuallyAsync(() =>
        {
            load.HasExited.ShouldBeFalse(load.Output);
            foreach (var service in (string[])["orders-rds-iam", "orders-vault"])
                load.Output.ShouldMatch($@"{stage.Address(service)}: [1-9]\d* orders placed");
            return Task.CompletedTask;
        });
        load.Terminate();
        await load.WaitForExitAsync(Cancellation);

        load.Output.ShouldContain("stopped");
    }

    [Theory]
    [InlineData("rds-iam", "/revoke-all")]
    [InlineData("vault-proxy", "/stop")]
    public async Task Command_FromAWebPage_IsRefused(string issuer, string path)
    {
        stage.Require();
        using var client = new HttpClient { BaseAddress = stage.Address(issuer), DefaultRequestHeaders = { { "Origin", "https://example.com" } } };

        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), null, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task CommandAsync(HttpClient client, string resource, string command)
    {
        var path = AppHost.Find<ProjectResource>(resource).Commands.Single(c => c.DisplayName == command).Path;
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), null, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, command);
    }

    private static async Task OrderAsync(HttpClient client)
    {
        var item = $"tea {Guid.NewGuid():N}";
        using var placed = await client.PostAsJsonAsync("orders", new { customer = "Ada", item, quantity = 1 }, Cancellation);
        placed.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await client.GetStringAsync(new Uri("orders", UriKind.Relative), Cancellation)).ShouldContain(item);
    }

    private static async Task<(string UserName, long Generation)> CredentialAsync(HttpClient client)
    {
        var credential = (await client.GetFromJsonAsync<JsonElement>("credentials", Cancellation))[0];
        return (credential.GetProperty("userName").GetString()!, credential.GetProperty("generation").GetInt64());
    }

    /// <summary>Says what the issuer hands out: the id of the AWS key, or how many users Vault has dropped.</summary>
    private async Task<string> IssuedAsync(string service)
    {
        if (service == "orders-vault")
            return $"{stage.Vault.RolesDropped}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(stage.Address("rds-iam", "credentials"), "/v1/credentials"));
        request.Headers.TryAddWithoutValidation("Authorization", await File.ReadAllTextAsync(Path.Combine(stage.Delivery, "pod-identity-token"), Cancellation));
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request, Cancellation);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("AccessKeyId").GetString()!;
    }

    private async Task EndSessionsAsync(string user)
    {
        await using var command = stage.Administrator.CreateCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename LIKE $1 || '%'");
        command.Parameters.Add(new() { Value = user });
        await command.ExecuteScalarAsync(Cancellation);
    }

    private async Task RefusesAsync(string issuer)
    {
        if (issuer == "rds-iam")
        {
            using var client = new HttpClient();
            await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(stage.Address(issuer, "credentials"), Cancellation));
            return;
        }

        // Whoever does not trust the delivered root is not answered at all; the service does, and is told that Vault is sealed.
        using var trusting = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Trust(Path.Combine(stage.Delivery, "vault-root.crt")) } });
        using var answer = await trusting.GetAsync(new Uri(stage.Address(issuer, "vault"), "/v1/sys/health"), Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static X509ChainPolicy Trust(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }

    private static async Task EventuallyAsync(Func<Task> check)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
            try
            {
                await check();
                return;
            }
            catch (Exception e) when (e is ShouldAssertException or HttpRequestException && TimeProvider.System.GetElapsedTime(began) < Limit)
            {
                await Task.Delay(Pause, Cancellation);
            }
    }
}

using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>The credentials endpoint of a node: who shows its token gets the key; the SDK's own provider meets it in the Playground.</summary>
public sealed class PodIdentityEmulatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_WithTheToken_BringsTheKeyAndItsEnd()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var key = RdsIamKey.Generate(withSessionToken: true);
        await using var endpoint = await PodIdentityEmulator.StartAsync(key, new() { TimeProvider = time }, Cancellation);
        using var client = await AuthorizedAsync(endpoint);

        var answer = await client.GetStringAsync(endpoint.CredentialsAddress, Cancellation);

        using var json = System.Text.Json.JsonDocument.Parse(answer);
        json.RootElement.GetProperty("AccessKeyId").GetString().ShouldBe(key.AccessKeyId);
        json.RootElement.GetProperty("SecretAccessKey").GetString().ShouldBe(key.RevealSecretAccessKey());
        json.RootElement.GetProperty("Token").GetString().ShouldBe(key.RevealSessionToken());
        json.RootElement.GetProperty("Expiration").GetDateTimeOffset().ShouldBe(time.GetUtcNow().AddHours(6), TimeSpan.FromSeconds(1));
        endpoint.Endpoint.CountServed("GetCredentials").ShouldBe(1);
    }

    [Fact]
    public async Task Request_WithoutTheToken_OrToAnotherPath_IsRefused()
    {
        await using var endpoint = await PodIdentityEmulator.StartAsync(RdsIamKey.Generate(withSessionToken: true), cancellationToken: Cancellation);
        using var stranger = new HttpClient();
        using var client = await AuthorizedAsync(endpoint);

        using var refused = await stranger.GetAsync(endpoint.CredentialsAddress, Cancellation);
        using var elsewhere = await client.GetAsync(endpoint.Endpoint.Address, Cancellation);

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain("SecretAccessKey");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        endpoint.Endpoint.CountServed("GetCredentials").ShouldBe(0);
    }

    [Fact]
    public async Task Replace_AfterARevocation_HandsOutTheOtherKey()
    {
        var next = RdsIamKey.Generate(withSessionToken: true);
        await using var endpoint = await PodIdentityEmulator.StartAsync(RdsIamKey.Generate(withSessionToken: true), cancellationToken: Cancellation);
        using var client = await AuthorizedAsync(endpoint);

        endpoint.Replace(next);

        (await client.GetStringAsync(endpoint.CredentialsAddress, Cancellation)).ShouldContain(next.AccessKeyId);
    }

    [Fact]
    public async Task Start_WithALongLivedKey_IsRefused()
    {
        var error = await Should.ThrowAsync<ArgumentException>(() => PodIdentityEmulator.StartAsync(RdsIamKey.Generate(withSessionToken: false), cancellationToken: Cancellation));

        error.Message.ShouldContain("session token");
    }

    [Fact]
    public async Task Dispose_TakesTheTokenAwayAndStopsListening()
    {
        var endpoint = await PodIdentityEmulator.StartAsync(RdsIamKey.Generate(withSessionToken: true), cancellationToken: Cancellation);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(endpoint.AuthorizationTokenFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var client = await AuthorizedAsync(endpoint);

        await endpoint.DisposeAsync();

        File.Exists(endpoint.AuthorizationTokenFile).ShouldBeFalse();
        Directory.Exists(Path.GetDirectoryName(endpoint.AuthorizationTokenFile)).ShouldBeFalse();
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(endpoint.CredentialsAddress, Cancellation));
    }

    private static async Task<HttpClient> AuthorizedAsync(PodIdentityEmulator endpoint)
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", await File.ReadAllTextAsync(endpoint.AuthorizationTokenFile, Cancellation));
        return client;
    }
}

using System.Net;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Options;

namespace JitAccess.IntegrationTests;

/// <summary>The sample as it would be deployed: what it shows a developer, it shows nobody else.</summary>
public sealed class OrdersApiTests
{
    private static readonly Uri Rotate = new("/credentials/rotate", UriKind.Relative);

    private static readonly (string, string)[] Vault =
    [
        ("ConnectionStrings:orders", "Host=localhost;Database=orders;Timeout=1"),
        ("JitAccess:Databases:orders:Provider", "Vault"),
        ("JitAccess:Databases:orders:Refresh:TransientRetries", "0"),
        ("JitAccess:Databases:orders:Vault:Address", "https://vault.invalid:8200"),
        ("JitAccess:Databases:orders:Vault:Role", "orders"),
        ("JitAccess:Databases:orders:Vault:Auth:TokenFile", "/nowhere/vault-token"),
    ];

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Credentials_OutsideDevelopment_AreNotMapped(string environment)
    {
        await using var api = Api(environment);
        using var client = api.CreateClient();

        using var credentials = await client.GetAsync(new Uri("/credentials", UriKind.Relative), TestContext.Current.CancellationToken);
        using var health = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        using var rotation = await client.PostAsync(Rotate, null, TestContext.Current.CancellationToken);
        credentials.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        rotation.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        health.StatusCode.ShouldBe(HttpStatusCode.OK); // the service runs: what is absent is the endpoint
        api.Server.Services.GetEndpoints().ShouldNotContain(pattern => pattern.Contains("credentials", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Credentials_InDevelopmentFromAnUnknownCaller_AreNotShown()
    {
        await using var api = Api("Development");
        using var client = api.CreateClient();

        using var credentials = await client.GetAsync(new Uri("/credentials", UriKind.Relative), TestContext.Current.CancellationToken);

        using var rotation = await client.PostAsync(Rotate, null, TestContext.Current.CancellationToken);
        api.Server.Services.GetEndpoints().ShouldContain("/credentials");
        api.Server.Services.GetEndpoints().ShouldContain("/credentials/rotate");
        credentials.StatusCode.ShouldBe(HttpStatusCode.NotFound); // the test server's callers have no address, so they are not loopback
        rotation.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Credentials_NoUserYetAndVaultAway_AreShownWithoutAUserName()
    {
        await using var api = Api("Development", Vault);

        var answer = await api.Server.SendAsync(static request => FromThisMachine(request, "/credentials"), TestContext.Current.CancellationToken);

        answer.Response.StatusCode.ShouldBe((int)HttpStatusCode.OK);
        using var credentials = await JsonDocument.ParseAsync(answer.Response.Body, cancellationToken: TestContext.Current.CancellationToken);
        credentials.RootElement[0].GetProperty("userName").ValueKind.ShouldBe(JsonValueKind.Null);
        credentials.RootElement[0].GetProperty("generation").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Rotation_AskedForByAWebPage_IsRefused()
    {
        await using var api = Api("Development", Vault);

        var answer = await api.Server.SendAsync(
            static request =>
            {
                FromThisMachine(request, Rotate.OriginalString);
                request.Request.Method = HttpMethods.Post;
                request.Request.Headers.Origin = "https://example.com";
            }, TestContext.Current.CancellationToken);

        answer.Response.StatusCode.ShouldBe((int)HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Provider_Unknown_FailsTheStartAndNamesThoseThereAre() =>
        (await Should.ThrowAsync<JitConfigurationException>(() => StartAsync("Kerberos"))).Message
            .ShouldBe("JitAccess:Databases:orders:Provider is 'Kerberos', which is not registered. Registered: RdsIam, Vault.");

    [Fact]
    public async Task Provider_VaultWithoutItsSettings_FailsTheStartAndNamesThem() =>
        (await Should.ThrowAsync<OptionsValidationException>(() => StartAsync("Vault"))).Message.ShouldContain("JitAccess:Databases:orders:Vault:Address");

    /// <summary>Starts the program itself: a host of <see cref="WebApplicationFactory{T}"/> that fails fast may be gone before it is waited for.</summary>
    private static Task StartAsync(string provider)
    {
        string[] arguments =
        [
            "--environment=Production", "--urls=http://127.0.0.1:0", "--ConnectionStrings:orders=Host=localhost;Database=orders",
            "--JitAccess:Databases:orders:Prefetch=None", $"--JitAccess:Databases:orders:Provider={provider}",
        ];
        var main = typeof(Program).Assembly.EntryPoint!;
        return Task.Run(() => main.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [arguments], culture: null))
            .WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
    }

    private static void FromThisMachine(HttpContext request, string path)
    {
        request.Connection.RemoteIpAddress = IPAddress.Loopback;
        request.Request.Path = path;
    }

    private static WebApplicationFactory<Program> Api(string environment, params (string Key, string Value)[] settings) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment(environment).UseSetting("JitAccess:Databases:orders:Prefetch", "None"); // no issuer is there to be found
            foreach (var (key, value) in settings)
                host.UseSetting(key, value);
        });
}

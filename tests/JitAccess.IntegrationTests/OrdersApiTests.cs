using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>The sample as it would be deployed: what it shows a developer, it shows nobody else.</summary>
public sealed class OrdersApiTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Credentials_OutsideDevelopment_AreNotMapped(string environment)
    {
        await using var api = Api(environment);
        using var client = api.CreateClient();

        using var credentials = await client.GetAsync(new Uri("/credentials", UriKind.Relative), TestContext.Current.CancellationToken);
        using var health = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        credentials.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        health.StatusCode.ShouldBe(HttpStatusCode.OK); // the service runs: what is absent is the endpoint
        api.Server.Services.GetEndpoints().ShouldNotContain(pattern => pattern.Contains("credentials", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Credentials_InDevelopmentFromAnUnknownCaller_AreNotShown()
    {
        await using var api = Api("Development");
        using var client = api.CreateClient();

        using var credentials = await client.GetAsync(new Uri("/credentials", UriKind.Relative), TestContext.Current.CancellationToken);

        api.Server.Services.GetEndpoints().ShouldContain("/credentials");
        credentials.StatusCode.ShouldBe(HttpStatusCode.NotFound); // the test server's callers have no address, so they are not loopback
    }

    private static WebApplicationFactory<Program> Api(string environment) => new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
        .UseEnvironment(environment)
        .UseSetting("JitAccess:Databases:orders:Prefetch", "None")); // no AWS credentials are there to be found
}

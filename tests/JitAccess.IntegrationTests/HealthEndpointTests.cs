using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>What an orchestrator sees at the health endpoint while an issuer fails and comes back.</summary>
public sealed class HealthEndpointTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoint_WhileTheIssuerFailsAndComesBack_SaysHealthyDegradedUnhealthyHealthy()
    {
        await using var server = await SharedClockServer.StartAsync(_time);
        var credentials = new RotatingCredentials(server.Key);
        await using var app = await StartAsync(server, credentials);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var dataSource = app.Services.GetRequiredService<NpgsqlDataSource>();

        (await HealthAsync(client)).ShouldBe((HttpStatusCode.OK, "Healthy"));

        // Refused by the server while the source of AWS credentials is down: the credential is served on, for want of a better one.
        server.Authenticator.Verifier.Revoke(server.Key.AccessKeyId);
        credentials.Fail();
        await Should.ThrowAsync<PostgresException>(() => OpenAsync(dataSource));
        (await HealthAsync(client)).ShouldBe((HttpStatusCode.OK, "Degraded"));

        // Past its end it is served no more.
        _time.Advance(TimeSpan.FromMinutes(20));
        (await Should.ThrowAsync<NpgsqlException>(() => OpenAsync(dataSource))).InnerException.ShouldBeOfType<JitCredentialException>();
        (await HealthAsync(client)).ShouldBe((HttpStatusCode.ServiceUnavailable, "Unhealthy"));

        server.Authenticator.Verifier.Add(server.Key);
        credentials.RotateTo(server.Key);
        _time.Advance(TimeSpan.FromMinutes(5));
        await OpenAsync(dataSource);
        (await HealthAsync(client)).ShouldBe((HttpStatusCode.OK, "Healthy"));
    }

    private async Task<WebApplication> StartAsync(SharedClockServer server, RotatingCredentials credentials)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Configuration["ConnectionStrings:orders"] = server.ConnectionString("Pooling=false");
        builder.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = server.Connect.ToString();
        builder.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = server.Token.ToString();
        builder.Configuration["JitAccess:Databases:orders:Refresh:TransientRetries"] = "0"; // a pause between two would wait for this clock
        builder.AddJitDatabase("orders", db => db.UseRdsIam(rds => rds.Credentials = credentials));
        var app = builder.Build();
        app.UseRouting();
        app.MapHealthChecks("/health");
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task<(HttpStatusCode Code, string Text)> HealthAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/health", UriKind.Relative), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task OpenAsync(NpgsqlDataSource dataSource)
    {
        await using var connection = await dataSource.OpenConnectionAsync(Cancellation);
    }
}

using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JitAccess.Aws;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>Sign-ins, exchanges and their failures, and not a piece of a token in anything that is said of them.</summary>
[Collection(nameof(TransportTests))] // alone in the process: listeners hear everybody
public sealed partial class FederatedCanaryTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Fact]
    public async Task Tokens_OfEverySource_AppearNowhere()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        await using var federation = await FederatedHost.StartAsync(server);
        using var watch = new SecretWatch();
        var tokens = new List<string>();
        string Token()
        {
            var token = federation.Token();
            tokens.Add(token);
            return token;
        }

        await LiveAsync(federation, watch, o => federation.UseWebIdentity(o, Token));
        federation.Aws.WriteRole(FederatedHost.RoleArn, new()); // which trusts nobody any more
        await LiveAsync(federation, watch, o => federation.UseWebIdentity(o, Token));
        await LiveAsync(federation, watch, o => federation.UseIdentityCenter(o));
        federation.Center.EndSessions(FederatedHost.User);
        await LiveAsync(federation, watch, o => federation.UseIdentityCenter(o, i => i.SignIn = IdentityCenterSignIn.Never));

        tokens.Count.ShouldBeGreaterThanOrEqualTo(2);
        watch.Count.ShouldBeGreaterThan(100);
        foreach (var part in tokens.SelectMany(static t => t.Split('.')[1..])) // the first part is the same for all and says how it is signed
            watch.AssertHoldsNone(part);
        var signIn = JsonSerializer.Deserialize<Dictionary<string, string>>(
            await File.ReadAllTextAsync(Directory.GetFiles(federation.CacheFolder, "*.json").Single(), TestContext.Current.CancellationToken))!;
        watch.AssertHoldsNone(signIn["accessToken"], signIn["refreshToken"], signIn["clientSecret"]);
    }

    [Theory]
    [InlineData("SAML")]
    [InlineData("headless")]
    [InlineData("web identity by way of Entra ID")]
    public async Task WhatASourceHandsOver_AppearsNowhere(string name)
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        await using var federation = await FederatedHost.StartAsync(server);
        await using var source = await IdentitySources.StartAsync(name, federation);
        using var watch = new SecretWatch();

        await LiveAsync(federation, watch, source.Use);
        source.SignOut();
        await LiveAsync(federation, watch, source.Use);
        federation.Aws.WriteRole(FederatedHost.RoleArn, new()); // which trusts nobody any more
        await LiveAsync(federation, watch, source.Use);
        foreach (var issuer in source.Issuers)
            await issuer.StopListeningAsync();
        await LiveAsync(federation, watch, source.Use);

        source.Handed.Count.ShouldBeGreaterThanOrEqualTo(2);
        watch.Count.ShouldBeGreaterThan(100);
        foreach (var part in source.Handed.SelectMany(Parts))
            watch.AssertHoldsNone(part);
    }

    // Of a JWT all but the part that is the same for all; of a SAML response what proves it, and a piece of what travels.
    private static IEnumerable<string> Parts(string secret)
    {
        if (secret.Split('.') is [_, .. { Length: 2 } parts])
            return parts;
        var xml = Encoding.UTF8.GetString(Convert.FromBase64String(secret));
        return Signature().Matches(xml).Select(static m => m.Groups[1].Value).Append(secret.Substring(secret.Length / 2, 200));
    }

    [GeneratedRegex("SignatureValue>([^<]+)<")]
    private static partial Regex Signature();

    private static async Task LiveAsync(FederatedHost federation, SecretWatch watch, Action<RdsIamOptions> use)
    {
        using var host = await federation.HostAsync(use, builder =>
        {
            builder.Logging.AddProvider(watch.LoggerProvider);
            builder.Configuration["JitAccess:Databases:orders:Prefetch"] = nameof(JitPrefetch.None); // what fails must not fail the start
        });
        try
        {
            await FederatedHost.LoginAsync(host);
        }
        catch (NpgsqlException e)
        {
            watch.Add("thrown", e.ToString());
        }

        var options = host.Services.GetRequiredService<IOptionsMonitor<RdsIamOptions>>().Get("orders:RdsIam");
        watch.Add("options", JsonSerializer.Serialize(options.WebIdentity) + JsonSerializer.Serialize(options.IdentityCenter) + JsonSerializer.Serialize(options.Saml));
        var database = host.Services.GetRequiredService<JitDatabase>();
        watch.Add("status", JsonSerializer.Serialize(database.GetStatus()) + string.Join(' ', database.GetStatus()));
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        foreach (var (name, entry) in health.Entries)
            watch.Add("health", $"{name} {entry.Description} {entry.Exception} {JsonSerializer.Serialize(entry.Data)}");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}

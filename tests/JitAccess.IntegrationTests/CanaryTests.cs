using System.Text;
using System.Text.Json;
using JitAccess.Aws;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>A whole life of a database, accepted and refused logins included, and not a piece of a secret in anything it says.</summary>
[Collection(nameof(TransportTests))] // alone in the process: listeners hear everybody
public sealed class CanaryTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Fact]
    public async Task Secrets_OfAWholeLife_AppearNowhere()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        using var watch = new SecretWatch();
        var tokens = new List<string>();
        var key = RdsIamKey.Generate(withSessionToken: true);
        server.Authenticator.Verifier.Add(key);

        var builder = OrdersHost.Create(server, connectionStringAddition: "Pooling=false;Include Error Detail=true");
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(watch.LoggerProvider);
        builder.Services.AddKeyedJitDatabase("watched", db => db
            .UseProvider(new RecordingProvider(TestServer.Provider(key), tokens))
            .Configure(options =>
            {
                options.ConnectionString = server.ConnectionString("Pooling=false");
                options.TokenEndpoints.Add(new JitTokenEndpoint { Connect = server.Connect.ToString(), Token = server.Token.ToString() });
            }));
        using (var host = await OrdersHost.StartAsync(builder))
        {
            var database = host.Services.GetRequiredKeyedService<JitDatabase>("watched");
            await (await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken)).DisposeAsync();
            server.Authenticator.Verifier.Revoke(key.AccessKeyId);
            var refused = await Should.ThrowAsync<PostgresException>(
                async () => await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken));
            watch.Add("thrown", refused.ToString());
            watch.Add("connection string", database.DataSource.ConnectionString);
            watch.Add("status", JsonSerializer.Serialize(database.GetStatus()) + string.Join(' ', database.GetStatus()));
            var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
            foreach (var (name, entry) in health.Entries)
                watch.Add("health", $"{name} {entry.Description} {entry.Exception} {JsonSerializer.Serialize(entry.Data)}");
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        watch.Add("key", $"{key} {JsonSerializer.Serialize(key)}");
        tokens.ShouldNotBeEmpty();
        watch.Count.ShouldBeGreaterThan(50);
        watch.AssertHoldsNone(key.RevealSecretAccessKey(), key.RevealSessionToken()!);
        foreach (var token in tokens) // from the date on; what comes before is host, user and key id, which are no secrets
            watch.AssertHoldsNone(token[token.IndexOf("X-Amz-Date", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void Watch_OfALeak_FindsItInEveryEncoding()
    {
        const string Secret = "a/secret+with=every\"sign&and more";
        foreach (var leak in (string[])
                 [Secret, Uri.EscapeDataString(Secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)), JsonSerializer.Serialize(Secret), Secret[3..20]])
        {
            using var watch = new SecretWatch();
            watch.Add("log", $"something {leak} something");
            Should.Throw<ShouldAssertException>(() => watch.AssertHoldsNone(Secret), leak);
        }
    }

    /// <summary>Keeps what it hands out, so that the test knows what to look for.</summary>
    private sealed class RecordingProvider(RdsIamCredentialProvider inner, List<string> tokens) : IJitCredentialProvider
    {
        public JitProviderIdentity Identity => inner.Identity;

        public JitCredentialScope Scope => inner.Scope;

        public bool RotatesUserName => inner.RotatesUserName;

        public JitPasswordExchange PasswordExchange => inner.PasswordExchange;

        public async ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
        {
            var credential = await inner.GetCredentialAsync(request, cancellationToken);
            lock (tokens)
                tokens.Add(credential.RevealSecret());
            return credential;
        }
    }
}

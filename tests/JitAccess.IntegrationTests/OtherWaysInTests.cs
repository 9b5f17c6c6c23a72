using System.Diagnostics;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>The ways in beside AddJitDatabase with an issuer, and what the flags of the Aspire conventions leave out.</summary>
public sealed class OtherWaysInTests(LocalServer server) : IClassFixture<LocalServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UseJitCredentials_OwnDataSource_LogsInUntilTheSourceEnds()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        var source = new JitCredentialSource(TestServer.Provider(server.OtherKey), server.Options());
        await using var dataSource = new NpgsqlDataSourceBuilder(server.ConnectionString("Pooling=false")).UseJitCredentials(source).Build();

        (await UserAsync(dataSource)).ShouldBe(TestServer.UserName);
        source.GetStatus().ShouldHaveSingleItem().Generation.ShouldBe(1);

        await source.DisposeAsync();
        var error = await Should.ThrowAsync<NpgsqlException>(() => UserAsync(dataSource));
        error.InnerException.ShouldBeOfType<ObjectDisposedException>();
    }

    [Fact]
    public async Task UseJitCredentials_TransportWeakenedAfterwards_NothingIsSent()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        var judged = server.Authenticator.Count(RdsIamVerdict.Valid);
        await using var source = new JitCredentialSource(TestServer.Provider(server.OtherKey), server.Options());
        var builder = new NpgsqlDataSourceBuilder(server.ConnectionString("Pooling=false")).UseJitCredentials(source);
        builder.ConnectionStringBuilder.SslMode = SslMode.Require;
        await using var dataSource = builder.Build();

        var error = await Should.ThrowAsync<NpgsqlException>(() => UserAsync(dataSource));

        error.InnerException.ShouldBeOfType<JitConfigurationException>().Message.ShouldContain("Nothing was sent");
        server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBe(judged);
    }

    [Fact]
    public async Task ConnectionStringPassword_InDevelopment_LogsInByScramAndIsCounted()
    {
        if (!LocalPostgres.IsAvailable)
            LocalServer.SkipOrFail();
        var secret = Guid.NewGuid().ToString("N");
        var options = new LocalPostgresOptions();
        options.HbaLines.Add("host all dev 127.0.0.1/32 scram-sha-256");
        await using var postgres = await LocalPostgres.StartAsync(options, Cancellation);
        await postgres.ExecuteAsync($"CREATE USER dev PASSWORD '{secret}'", cancellationToken: Cancellation);
        using var measured = new Measurements();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Configuration["ConnectionStrings:laptop"] =
            $"Host=localhost;Port={postgres.Endpoint.Port};Database=postgres;Username=dev;Password={secret};SSL Mode=Disable";
        builder.Configuration["JitAccess:Databases:laptop:Provider"] = "ConnectionStringPassword";
        builder.AddJitDatabase("laptop", db => db.UseRdsIam().UseConnectionStringPassword());
        using var host = await OrdersHost.StartAsync(builder);

        (await UserAsync(host.Services.GetRequiredService<NpgsqlDataSource>())).ShouldBe("dev");

        measured.Of(host).ShouldContain("jitaccess.credential.standing_use");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DisableFlags_TracesMetricsAndHealthCheck_AreThereOrNot(bool disable)
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        var builder = OrdersHost.Create(server, connectionStringAddition: $"Application Name=flags-{disable}");
        foreach (var flag in (string[])["DisableTracing", "DisableMetrics", "DisableHealthChecks"])
            builder.Configuration[$"JitAccess:Databases:orders:{flag}"] = disable.ToString();
        using var measured = new Measurements();
        using var traced = new Traces();
        using var root = new ActivitySource(Traces.RootSource).StartActivity("root");
        using var host = await OrdersHost.StartAsync(builder);

        (await UserAsync(host.Services.GetRequiredService<NpgsqlDataSource>())).ShouldBe(TestServer.UserName);

        host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Count.ShouldBe(disable ? 0 : 1);
        var spans = traced.Recorded(root!.TraceId);
        if (disable)
        {
            spans.ShouldBeEmpty();
            measured.Of(host).ShouldBeEmpty();
        }
        else
        {
            spans.ShouldBe(["jitaccess.refresh", "CONNECT orders", "postgresql"], ignoreOrder: true);
            measured.Of(host).ShouldContain("jitaccess.credential.age_at_use");
        }
    }

    private static async Task<string> UserAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("SELECT current_user::text");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

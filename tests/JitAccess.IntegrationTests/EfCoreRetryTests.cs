using JitAccess.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>A refused login reaches the caller, who may have EF Core try again; JitAccess never opens twice by itself.</summary>
public sealed class EfCoreRetryTests(LocalServer server) : IClassFixture<LocalServer>
{
    /// <summary>What the documentation tells users to pass to <c>EnableRetryOnFailure</c>.</summary>
    private static readonly string[] RefusedLogins = ["28000", "28P01"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RefusedLogin_WithItsErrorCodesAdded_IsRetriedWithTheNewToken()
    {
        var (before, after) = Keys();
        var credentials = new RotatingCredentials(before);
        using var host = await StartAsync(credentials, retries: true);
        (await CountAsync(host)).ShouldBeGreaterThanOrEqualTo(3);
        var refusals = server.Authenticator.Count(RdsIamVerdict.RevokedKey);

        Rotate(credentials, before, after);
        (await CountAsync(host)).ShouldBeGreaterThanOrEqualTo(3);

        server.Authenticator.Count(RdsIamVerdict.RevokedKey).ShouldBe(refusals + 1);
        host.Services.GetRequiredService<JitDatabase>().GetStatus().ShouldHaveSingleItem().Generation.ShouldBe(2);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public async Task RefusedLogin_WithoutThem_ReachesTheCallerAndTheNextOpenIsRight(bool? retries)
    {
        var (before, after) = Keys();
        var credentials = new RotatingCredentials(before);
        using var host = await StartAsync(credentials, retries);
        await CountAsync(host);
        var refusals = server.Authenticator.Count(RdsIamVerdict.RevokedKey);

        Rotate(credentials, before, after);
        var refused = await Should.ThrowAsync<PostgresException>(() => CountAsync(host));

        refused.SqlState.ShouldBe("28000");
        server.Authenticator.Count(RdsIamVerdict.RevokedKey).ShouldBe(refusals + 1);
        (await CountAsync(host)).ShouldBeGreaterThanOrEqualTo(3);
        server.Authenticator.Count(RdsIamVerdict.RevokedKey).ShouldBe(refusals + 1);
    }

    /// <param name="credentials">What signs.</param>
    /// <param name="retries">Whether refused logins are retried; <see langword="null"/> for EF's own list of errors.</param>
    private async Task<IHost> StartAsync(RotatingCredentials credentials, bool? retries)
    {
        // It stands still: an open waits two seconds for the refresh that a refusal forces, and a busy machine may need longer for it.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var builder = OrdersHost.Create(server, time, "Pooling=false", credentials);
        builder.Services.AddDbContext<OrdersContext>((services, options) => options.UseNpgsql(
            services.GetRequiredService<NpgsqlDataSource>(),
            npgsql =>
            {
                if (retries == true)
                    npgsql.EnableRetryOnFailure(errorCodesToAdd: RefusedLogins);
                else if (retries is null)
                    npgsql.EnableRetryOnFailure();
            }));
        return await OrdersHost.StartAsync(builder);
    }

    private (RdsIamKey Before, RdsIamKey After) Keys()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        var (before, after) = (RdsIamKey.Generate(), RdsIamKey.Generate());
        server.Authenticator.Verifier.Add(before);
        server.Authenticator.Verifier.Add(after);
        return (before, after);
    }

    /// <summary>The key is replaced at the source and refused by the server, while a token signed with the old one is still held.</summary>
    private void Rotate(RotatingCredentials credentials, RdsIamKey before, RdsIamKey after)
    {
        credentials.RotateTo(after);
        server.Authenticator.Verifier.Revoke(before.AccessKeyId);
    }

    private static async Task<int> CountAsync(IHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<OrdersContext>().Orders.CountAsync(Cancellation);
    }
}

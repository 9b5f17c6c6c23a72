using Amazon.Runtime;
using JitAccess.Aws;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JitAccess.Testing.Tests.Readme;

public sealed class OrdersTests(OrdersPostgres postgres) : IClassFixture<OrdersPostgres>
{
    private const string NoPostgres = "no local PostgreSQL programs were found";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Skip = NoPostgres, SkipUnless = nameof(LocalPostgres.IsAvailable), SkipType = typeof(LocalPostgres))]
    public async Task Orders_AreWrittenWithAToken()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:orders"] = postgres.Server.ConnectionString,
            ["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = postgres.Server.ConnectEndpoint.ToString(),
            ["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = postgres.Server.TokenEndpoint.ToString(),
        });
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration.Build());
        services.AddJitDatabase("orders", db => db.UseRdsIam(o => o.Credentials = Credentials(postgres.Key)));
        await using var provider = services.BuildServiceProvider();

        await using var insert = provider.GetRequiredService<NpgsqlDataSource>().CreateCommand("INSERT INTO orders VALUES ('tea')");

        Assert.Equal(1, await insert.ExecuteNonQueryAsync(Cancellation));
        Assert.NotEqual(0, postgres.Server.Authenticator.Count(RdsIamVerdict.Valid));
    }

    [Fact(Skip = NoPostgres, SkipUnless = nameof(LocalPostgres.IsAvailable), SkipType = typeof(LocalPostgres))]
    public async Task Orders_AfterTheKeyIsRevoked_AreRefused()
    {
        var key = RdsIamKey.Generate();
        postgres.Server.Authenticator.Verifier.Add(key);
        var options = new JitDatabaseOptions();
        options.TokenEndpoints.Add(new()
        {
            Connect = postgres.Server.ConnectEndpoint.ToString(),
            Token = postgres.Server.TokenEndpoint.ToString(),
        });
        await using var orders = await JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(postgres.Server.ConnectionString),
            new RdsIamCredentialProvider(new() { Credentials = Credentials(key) }), options, cancellationToken: Cancellation);

        postgres.Server.Authenticator.Verifier.Revoke(key.AccessKeyId);

        var error = await Assert.ThrowsAsync<PostgresException>(async () => await orders.DataSource.OpenConnectionAsync(Cancellation));
        Assert.Equal("28000", error.SqlState);
        Assert.Equal(1, postgres.Server.Authenticator.Count(RdsIamVerdict.RevokedKey));
    }

    private static SessionAWSCredentials Credentials(RdsIamKey key) =>
        new(key.AccessKeyId, key.RevealSecretAccessKey(), key.RevealSessionToken());
}

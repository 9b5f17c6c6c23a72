using JitAccess.IntegrationTests.Ledger;
using JitAccess.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace JitAccess.IntegrationTests;

/// <summary>EF Core over a database whose logins are verified tokens: factories, migrations, several contexts on several databases.</summary>
public sealed class EfCoreTests(LocalServer server) : IClassFixture<LocalServer>
{
    private TestServer Server
    {
        get
        {
            server.Require("JITACCESS_REQUIRE_LOCAL");
            return server;
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Factory_ContextPooledOrNot_ReadsAndWritesOnManyContextsAtOnce(bool pooled)
    {
        var builder = OrdersHost.Create(Server);
        if (pooled)
            builder.Services.AddPooledDbContextFactory<OrdersContext>(UseOrders);
        else
            builder.Services.AddDbContextFactory<OrdersContext>(UseOrders);
        using var host = await OrdersHost.StartAsync(builder);
        var factory = host.Services.GetRequiredService<IDbContextFactory<OrdersContext>>();
        var item = $"factory-{pooled}";

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var context = await factory.CreateDbContextAsync(Cancellation);
            context.Orders.Add(new OrderRow { Item = item });
            await context.SaveChangesAsync(Cancellation);
        }));

        await using var reader = await factory.CreateDbContextAsync(Cancellation);
        (await reader.Orders.CountAsync(o => o.Item == item, Cancellation)).ShouldBe(8);
        host.Services.GetRequiredService<JitDatabase>().GetStatus().ShouldHaveSingleItem().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task Migrate_TwiceOverMintedLogins_CreatesOnceAndThenDoesNothing()
    {
        var ledger = await OwnedDatabase.CreateAsync(Server, "ledger");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        ledger.Configure(builder, "ledger", "Pooling=false");
        builder.AddJitDatabase("ledger", db => db.UseRdsIam(rds => rds.Credentials = TestServer.Credentials(server.Key)));
        builder.Services.AddDbContext<LedgerContext>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        using var host = await OrdersHost.StartAsync(builder);

        (await MigrateAsync(host)).ShouldBe([CreateInvoices.Id]);
        (await MigrateAsync(host)).ShouldBeEmpty();

        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<LedgerContext>();
        context.Invoices.Add(new Invoice { Customer = "first" });
        await context.SaveChangesAsync(Cancellation);
        (await context.Invoices.SingleAsync(Cancellation)).Customer.ShouldBe("first");
        (await context.Database.GetAppliedMigrationsAsync(Cancellation)).ShouldBe([CreateInvoices.Id]);
        (await context.CurrentUser.SingleAsync(Cancellation)).ShouldBe(ledger.Owner);
    }

    [Fact]
    public async Task DesignTimeFactory_WithoutAHost_Migrates()
    {
        var ledger = await OwnedDatabase.CreateAsync(Server, "designed");
        await using var database = await JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(ledger.ConnectionString()), TestServer.Provider(server.Key), server.Options(), cancellationToken: Cancellation);

        await using var context = new LedgerDesignTimeFactory(() => Task.FromResult(database)).CreateDbContext([]);
        await context.Database.MigrateAsync(Cancellation);

        (await context.Database.GetAppliedMigrationsAsync(Cancellation)).ShouldBe([CreateInvoices.Id]);
    }

    // Before it migrates, EF Core asks whether the database exists, on a connection that it clones: what JitAccess gave the data source must
    // go along, the name that TLS verifies and the roots that may vouch for it included.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Migrate_ThroughATunnel_VerifiesTheTokenHostUnderTheProvidersRoots(bool rootsOfProvider)
    {
        await using var own = new LocalServer();
        await own.InitializeAsync();
        own.Require("JITACCESS_REQUIRE_LOCAL");
        var ledger = await OwnedDatabase.CreateAsync(own, "tunnelled");
        await own.Postgres.Server.UseCertificateOnlyForAsync([own.Token.Host], Cancellation);
        var connectionString = new NpgsqlConnectionStringBuilder(ledger.ConnectionString("Pooling=false"));
        IJitCredentialProvider provider = TestServer.Provider(own.Key);
        if (rootsOfProvider)
        {
            connectionString.RootCertificate = null;
            provider = new WrappedProvider(provider) { RootCertificatePath = own.RootCertificatePath };
        }

        await using var database = await JitDatabase.CreateAsync(
            new NpgsqlDataSourceBuilder(connectionString.ConnectionString), provider, own.Options(), cancellationToken: Cancellation);
        await using var context = new LedgerContext(new DbContextOptionsBuilder<LedgerContext>().UseNpgsql(database.DataSource).Options);
        await context.Database.MigrateAsync(Cancellation);

        (await context.Database.GetAppliedMigrationsAsync(Cancellation)).ShouldBe([CreateInvoices.Id]);
    }

    [Fact]
    public async Task SeveralContexts_OnSeveralDatabases_ShareNothing()
    {
        var (ledger, archive) = (await OwnedDatabase.CreateAsync(Server, "ledger"), await OwnedDatabase.CreateAsync(Server, "archive"));
        var (ledgerKey, archiveKey) = (RdsIamKey.Generate(), RdsIamKey.Generate(withSessionToken: true));
        server.Authenticator.Verifier.Add(ledgerKey, userNames: [ledger.Owner]);
        server.Authenticator.Verifier.Add(archiveKey, userNames: [archive.Owner]);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        ledger.Configure(builder, "ledger", "Pooling=false;Application Name=ledger-app");
        archive.Configure(builder, "archive", "Pooling=false;Application Name=archive-app");
        builder.Configuration["JitAccess:Databases:archive:Prefetch"] = "None";
        builder.AddKeyedJitDatabase("ledger", db => db.UseRdsIam(rds => rds.Credentials = TestServer.Credentials(ledgerKey)));
        builder.AddKeyedJitDatabase("archive", db => db.UseRdsIam(rds => rds.Credentials = TestServer.Credentials(archiveKey)));
        builder.Services.AddDbContext<LedgerContext>((services, options) => options.UseNpgsql(services.GetRequiredKeyedService<NpgsqlDataSource>("ledger")));
        builder.Services.AddDbContextPool<ArchiveContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredKeyedService<NpgsqlDataSource>("archive")));
        using var host = await OrdersHost.StartAsync(builder);

        host.Services.GetRequiredKeyedService<JitDatabase>("archive").GetStatus().ShouldHaveSingleItem().Generation.ShouldBe(0); // its own Prefetch
        await using (var scope = host.Services.CreateAsyncScope())
        {
            await IsAtHomeAsync(scope.ServiceProvider.GetRequiredService<LedgerContext>(), ledger);
            await IsAtHomeAsync(scope.ServiceProvider.GetRequiredService<ArchiveContext>(), archive);
        }

        server.Authenticator.Verifier.Revoke(archiveKey.AccessKeyId);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            (await scope.ServiceProvider.GetRequiredService<LedgerContext>().CurrentUser.SingleAsync(Cancellation)).ShouldBe(ledger.Owner);
            (await Should.ThrowAsync<PostgresException>(
                () => scope.ServiceProvider.GetRequiredService<ArchiveContext>().CurrentUser.SingleAsync(Cancellation))).SqlState.ShouldBe("28000");
        }

        var keys = Array.ConvertAll(["ledger", "archive"], name =>
            host.Services.GetRequiredKeyedService<JitDatabase>(name).GetStatus().ShouldHaveSingleItem().Key);
        keys.Select(k => (k.DatabaseName, k.UserName)).ShouldBe([("ledger", ledger.Owner), ("archive", archive.Owner)]);
        keys[0].Identity.ShouldNotBe(keys[1].Identity);
    }

    private static async Task IsAtHomeAsync(LedgerContext context, OwnedDatabase home)
    {
        (await context.Database.EnsureCreatedAsync(Cancellation)).ShouldBeTrue();
        (await context.CurrentUser.SingleAsync(Cancellation)).ShouldBe(home.Owner);
        (await context.CurrentDatabase.SingleAsync(Cancellation)).ShouldBe(home.Name);
    }

    private static async Task<string[]> MigrateAsync(IHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<LedgerContext>();
        var pending = await context.Database.GetPendingMigrationsAsync(Cancellation);
        await context.Database.MigrateAsync(Cancellation);
        return [.. pending];
    }

    private static void UseOrders(IServiceProvider services, DbContextOptionsBuilder options) =>
        options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>());
}

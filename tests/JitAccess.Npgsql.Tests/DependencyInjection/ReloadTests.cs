using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Npgsql.Tests.DependencyInjection;

/// <summary>Options are read once for each data source: configuration that is reloaded must not change half of a database.</summary>
public class ReloadTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Configuration_ChangedAndReloaded_ChangesNothingOfABuiltDatabase()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:orders"] = "Host=orders.example.com;Username=orders_app";
        builder.Configuration["JitAccess:Databases:orders:Refresh:MaxLifetime"] = "00:05:00";
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddJitDatabase("orders", db => db.UseProvider(new FakeProvider(_time)));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var database = host.Services.GetRequiredService<JitDatabase>();
        var (connectionString, before) = (database.DataSource.ConnectionString, database.GetStatus().ShouldHaveSingleItem());

        builder.Configuration["ConnectionStrings:orders"] = "Host=other.example.com;Username=other_app";
        builder.Configuration["JitAccess:Databases:orders:UserName"] = "third_app";
        builder.Configuration["JitAccess:Databases:orders:Refresh:MaxLifetime"] = "00:01:00";
        ((IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>()).Reload();
        _time.Advance(TimeSpan.FromMinutes(5));
        await database.PrefetchAsync(TestContext.Current.CancellationToken);

        host.Services.GetRequiredService<JitDatabase>().ShouldBeSameAs(database);
        database.DataSource.ConnectionString.ShouldBe(connectionString);
        var after = database.GetStatus().ShouldHaveSingleItem();
        (after.Key, after.Generation).ShouldBe((before.Key, 2));
        (after.ExpiresAt - after.IssuedAt).ShouldBe(before.ExpiresAt - before.IssuedAt);
    }
}

using System.Data.Common;
using Aspire.Hosting.ApplicationModel;
using Playground;
using Playground.Databases;
using Playground.Issuers;
using Playground.Orders;

namespace JitAccess.AspireTests;

/// <summary>The Playground starts the service with the variables that the AppHost sets.</summary>
public sealed class WiringTests
{
    private const string Unknown = "?";
    private static readonly Uri Address = new("http://127.0.0.1:5080/");

    [Theory]
    [InlineData(Issuer.RdsIam, "orders-rds-iam")]
    [InlineData(Issuer.Vault, "orders-vault")]
    public async Task Variables_OfThePlayground_AreThoseOfTheAppHost(string provider, string service)
    {
        var appHost = AppHost.Find<ProjectResource>(service).Environment;

        var playground = await OfThePlaygroundAsync(provider);

        playground.Remove("ASPNETCORE_URLS", out var urls).ShouldBeTrue();
        urls.ShouldBe(Address.ToString()); // that of a resource is Aspire's to choose
        playground.Keys.Order(StringComparer.Ordinal).ShouldBe(appHost.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, value) in appHost.Where(v => v.Key != "ConnectionStrings__orders"))
            if (value is not string text)
                Uri.IsWellFormedUriString(playground[name], UriKind.RelativeOrAbsolute).ShouldBeTrue(name); // an address, or a name
            else if (Path.IsPathRooted(text))
                Path.IsPathRooted(playground[name]).ShouldBeTrue(name); // a file, wherever it was delivered
            else
                playground[name].ShouldBe(text, name);
        Compare(playground["ConnectionStrings__orders"], Values.Text(appHost["ConnectionStrings__orders"], static _ => Unknown));
    }

    private static void Compare(string playground, string appHost)
    {
        var (left, right) = (new DbConnectionStringBuilder { ConnectionString = playground }, new DbConnectionStringBuilder { ConnectionString = appHost });
        left.Keys.Cast<string>().ShouldBe(right.Keys.Cast<string>());
        foreach (string key in right.Keys)
            if (right[key] is string value && value != Unknown && !Path.IsPathRooted(value))
                left[key].ShouldBe(value, key);
    }

    private static async Task<Dictionary<string, string>> OfThePlaygroundAsync(string provider)
    {
        try
        {
            var issuer = Issuer.Create(new PlaygroundSettings(Address.Port, 0, provider, TimeSpan.FromSeconds(20), TimeSpan.Zero, null));
            await using var database = await Database.StartAsync(issuer, TestContext.Current.CancellationToken);
            await issuer.StartAsync(database, TestContext.Current.CancellationToken);
            return OrdersApiProcess.Variables(issuer.Variables(database), Address).ToDictionary(v => v.Name, v => v.Value!);
        }
        catch (PlaygroundException e) when (Environment.GetEnvironmentVariable("JITACCESS_REQUIRE_LOCAL") != "1")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}

using System.Text.RegularExpressions;
using JitAccess.IntegrationTests.Load;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>The sample with each source of AWS credentials: the same program, and nothing but its configuration differs.</summary>
public sealed partial class OrdersApiIdentityTests(LocalServer server) : IClassFixture<LocalServer>, IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private FederatedHost? _federation;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Sources => IdentitySources.Names;

    public async ValueTask InitializeAsync()
    {
        server.Require("JITACCESS_REQUIRE_LOCAL");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere no variable names the authorities that a process trusts.");
        _federation = await FederatedHost.StartAsync(server, usesPlainHttp: false);
        await using var owner = server.CreateSuperuserDataSource(TestServer.Database);
        await using var migration = owner.CreateCommand(
            "DROP TABLE orders; " + await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Migrations", "001_orders.sql"), Cancellation));
        await migration.ExecuteNonQueryAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_federation is not null)
            await _federation.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Order_WithTheSourceThatConfigurationNames_IsPlaced(string name)
    {
        await using var source = await IdentitySources.StartAsync(name, _federation!);
        var accepted = server.Authenticator.Count(RdsIamVerdict.Valid);
        await using var service = await OrdersService.StartAsync(await SettingsAsync(source), await CertificatesAsync(), ApproveDevice);
        await Eventually.ShouldBeAsync(async () => await service.IsHealthyAsync() ? 1 : 0, 1, Cancellation); // a person may have yet to sign in

        var order = await service.OrderAsync(name);

        order.ShouldMatch(@"^/orders/\d+$");
        server.Authenticator.Count(RdsIamVerdict.Valid).ShouldBeGreaterThan(accepted);
        source.CountServed().ShouldAllBe(count => count == 1);
    }

    private async Task<IReadOnlyDictionary<string, string>> SettingsAsync(IdentitySource source)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:orders"] = server.ConnectionString("Timeout=60"),
            ["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = server.Connect.ToString(),
            ["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = server.Token.ToString(),
            ["JitAccess:Databases:orders:Refresh:FlightTimeout"] = "00:05:00", // however busy the machine: each call is made once
            ["JitAccess:Databases:orders:RdsIam:StsRegion"] = _federation!.Aws.Region,
            ["JitAccess:Databases:orders:RdsIam:StsEndpoint"] = _federation.Aws.Sts.Address.AbsoluteUri,
        };
        foreach (var (key, value) in await source.ConfigureAsync(_folder.FullName))
            settings[$"JitAccess:Databases:orders:RdsIam:{key}"] = value;
        return settings;
    }

    private async Task<string> CertificatesAsync()
    {
        var file = Path.Combine(_folder.FullName, "authorities.pem");
        await File.WriteAllTextAsync(file, _federation!.Aws.CertificatePem + "\n" + _federation.Entra.CertificatePem, Cancellation);
        return file;
    }

    /// <summary>Does what the person does to whom the service's log shows a code.</summary>
    private void ApproveDevice(string line)
    {
        if (UserCode().Match(line) is { Success: true } match)
            _federation!.Center.ApproveDevice(match.Value, FederatedHost.User);
    }

    [GeneratedRegex("[A-Z]{4}-[A-Z]{4}")]
    private static partial Regex UserCode();
}

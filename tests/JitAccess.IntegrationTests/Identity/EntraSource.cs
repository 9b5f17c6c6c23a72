using JitAccess.Aws;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A cluster's token, exchanged at Entra ID, and what Entra ID issues at STS.</summary>
internal sealed class EntraSource : IdentitySource
{
    private const string Workload = "system:serviceaccount:orders:api";
    private const string FederatedAudience = "api://AzureADTokenExchange";

    private static readonly Guid ClientId = Guid.Parse("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

    private readonly EntraEmulator _cluster;

    private EntraSource(FederatedHost federation, EntraEmulator cluster)
        : base(federation)
    {
        _cluster = cluster;
        federation.Entra.WriteApplication(ClientId, new()
        {
            ObjectId = Guid.Parse(FederatedHost.Subject),
            Resources = { FederatedHost.Audience },
            FederatedCredentials = { new(cluster.Issuer, Workload) { RootCertificatePem = cluster.CertificatePem } },
        });
    }

    public static async Task<IdentitySource> StartAsync(FederatedHost federation) => new EntraSource(
        federation,
        await EntraEmulator.StartAsync(new() { TimeProvider = federation.Time, UsesPlainHttp = federation.UsesPlainHttp }, TestContext.Current.CancellationToken));

    public override IReadOnlyList<EmulatorEndpoint> Issuers => [Federation.Aws.Sts, Federation.Entra.Endpoint];

    public override IReadOnlyList<string> Calls => ["Token", "AssumeRoleWithWebIdentity"];

    public override string RoleArn => FederatedHost.RoleArn;

    public override void Use(RdsIamOptions options) => options.UseWebIdentity(w =>
    {
        (w.RoleArn, w.Audience) = (RoleArn, FederatedHost.Audience);
        w.UseToken(_ => new(FederatedToken()));
        w.UseEntra(e => (e.Authority, e.TenantId, e.ClientId) = (Federation.Entra.Endpoint.Address.AbsoluteUri, $"{Federation.Entra.TenantId}", $"{ClientId}"));
    });

    public override async Task<IReadOnlyDictionary<string, string>> ConfigureAsync(string folder)
    {
        var file = Path.Combine(folder, "cluster-token");
        await File.WriteAllTextAsync(file, FederatedToken(), TestContext.Current.CancellationToken);
        return new Dictionary<string, string>
        {
            ["WebIdentity:RoleArn"] = RoleArn,
            ["WebIdentity:Audience"] = FederatedHost.Audience,
            ["WebIdentity:Entra:Authority"] = Federation.Entra.Endpoint.Address.AbsoluteUri,
            ["WebIdentity:Entra:TenantId"] = $"{Federation.Entra.TenantId}",
            ["WebIdentity:Entra:ClientId"] = $"{ClientId}",
            ["WebIdentity:Entra:FederatedTokenFile"] = file,
        };
    }

    public override void RollKeys()
    {
        foreach (var issuer in (EntraEmulator[])[_cluster, Federation.Entra])
        {
            issuer.RotateTokenKey();
            issuer.RetireTokenKeys();
        }
    }

    public override void SignOut()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await base.DisposeAsync();
    }

    private string FederatedToken() => Hand(_cluster.CreateToken(new() { Audience = FederatedAudience, Subject = Workload }));
}

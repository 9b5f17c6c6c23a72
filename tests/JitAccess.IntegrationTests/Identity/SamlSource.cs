using JitAccess.Aws;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A SAML response of Entra ID, exchanged at STS.</summary>
internal sealed class SamlSource : IdentitySource
{
    private const string ProviderName = "entra";

    private readonly EntraEmulatorSamlApplication _application;
    private readonly string _provider;

    public SamlSource(FederatedHost federation)
        : base(federation)
    {
        _application = federation.Entra.CreateSamlApplication(Guid.NewGuid());
        _provider = Trust();
        federation.Aws.WriteRole(RoleArn, new() { TrustedSamlProviders = { _provider }, DatabaseUserNames = { TestServer.UserName } });
    }

    public override IReadOnlyList<EmulatorEndpoint> Issuers => [Federation.Aws.Sts];

    public override IReadOnlyList<string> Calls => ["AssumeRoleWithSAML"];

    public override string RoleArn => FederatedHost.RoleArn;

    public override void Use(RdsIamOptions options) => options.UseSaml(s =>
    {
        (s.RoleArn, s.ProviderArn) = (RoleArn, _provider);
        s.UseResponse(_ => new(Response()));
    });

    public override async Task<IReadOnlyDictionary<string, string>> ConfigureAsync(string folder)
    {
        var file = Path.Combine(folder, "saml-response");
        await File.WriteAllTextAsync(file, Response(), TestContext.Current.CancellationToken);
        return new Dictionary<string, string> { ["Saml:RoleArn"] = RoleArn, ["Saml:ProviderArn"] = _provider, ["Saml:ResponseFile"] = file };
    }

    public override void RollKeys()
    {
        var before = _application.Certificates.Single(static c => c.IsActive).Thumbprint;
        var next = _application.AddCertificate();
        Trust(); // both, before the new one signs
        _application.Activate(next);
        _application.Remove(before);
        Trust();
    }

    public override void SignOut()
    {
    }

    private string Trust() => Federation.Aws.WriteSamlProvider(FederatedHost.Account, ProviderName, _application.Metadata);

    private string Response() => Hand(_application.CreateResponse(new()
    {
        NameId = FederatedHost.User,
        RoleSessionName = "ada",
        Roles = { $"{RoleArn},{_provider}" },
    }));
}

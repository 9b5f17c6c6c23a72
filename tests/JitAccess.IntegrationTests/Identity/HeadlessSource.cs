using JitAccess.Aws;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A JWT in a person's place, exchanged at Identity Center by a call that a workload signs.</summary>
internal sealed class HeadlessSource : IdentitySource
{
    private const string Application = "arn:aws:sso::123456789012:application/ssoins-1234567890abcdef/apl-1234567890abcdef";
    private const string Audience = "api://jitaccess-identity-center";

    private readonly WebIdentitySource _signer;
    private int _tokens;

    public HeadlessSource(FederatedHost federation)
        : base(federation)
    {
        _signer = new WebIdentitySource(federation);
        federation.Center.WriteApplication(Application, new()
        {
            Principals = { FederatedHost.RoleArn },
            TokenIssuers = { new(federation.Entra.Issuer, Audience, "preferred_username") { RootCertificatePem = federation.Entra.CertificatePem } },
            Scopes = { "sso:account:access" },
        });
    }

    public override IReadOnlyList<EmulatorEndpoint> Issuers => [Federation.Aws.Sts, Federation.Center.Oidc, Federation.Center.Portal];

    public override IReadOnlyList<string> Calls => ["AssumeRoleWithWebIdentity", "CreateTokenWithIAM", "GetRoleCredentials"];

    public override string RoleArn => Federation.PermissionSetRole;

    public override void Use(RdsIamOptions options)
    {
        _signer.Use(options);
        Federation.UseIdentityCenter(options, i => i.UseHeadless(h =>
        {
            (h.ApplicationArn, h.Audience, h.AcceptImpersonation) = (Application, Audience, true);
            h.UseToken(_ => new(Jwt()));
        }));
    }

    public override async Task<IReadOnlyDictionary<string, string>> ConfigureAsync(string folder)
    {
        var file = Path.Combine(folder, "person-token");
        await File.WriteAllTextAsync(file, Jwt(), TestContext.Current.CancellationToken);
        return new Dictionary<string, string>((await _signer.ConfigureAsync(folder)).Concat(Federation.PermissionSetSettings))
        {
            ["IdentityCenter:Headless:ApplicationArn"] = Application,
            ["IdentityCenter:Headless:Audience"] = Audience,
            ["IdentityCenter:Headless:TokenFile"] = file,
            ["IdentityCenter:Headless:AcceptImpersonation"] = "true",
        };
    }

    public override void RollKeys() => _signer.RollKeys();

    public override void SignOut() => Federation.Center.EndSessions(FederatedHost.User);

    private string Jwt() => Hand(Federation.Entra.CreateToken(new()
    {
        Audience = Audience,
        Subject = "app",
        Claims = { ["preferred_username"] = FederatedHost.User, ["jti"] = $"{Interlocked.Increment(ref _tokens)}" },
    }));
}

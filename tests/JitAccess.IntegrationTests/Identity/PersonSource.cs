using JitAccess.Aws;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A person who signs in to Identity Center, by a browser or by a code.</summary>
internal sealed class PersonSource : IdentitySource
{
    // What stands in for a key: tokens are refreshed by the client that they were issued to, whose registration ends.
    private static readonly TimeSpan FirstClientLifetime = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan NextClientLifetime = TimeSpan.FromDays(90);

    private readonly IdentityCenterSignIn _signIn;

    public PersonSource(FederatedHost federation, IdentityCenterSignIn signIn)
        : base(federation)
    {
        _signIn = signIn;
        federation.Center.ClientLifetime = FirstClientLifetime;
    }

    public override IReadOnlyList<EmulatorEndpoint> Issuers => [Federation.Center.Oidc, Federation.Center.Portal];

    public override IReadOnlyList<string> Calls => ["GetRoleCredentials"];

    public override string RoleArn => Federation.PermissionSetRole;

    public override void Use(RdsIamOptions options) => Federation.UseIdentityCenter(options, i =>
    {
        if (_signIn == IdentityCenterSignIn.DeviceCode)
            i.UseDeviceCode((prompt, _) =>
            {
                Federation.Center.ApproveDevice(prompt.UserCode, FederatedHost.User);
                return ValueTask.CompletedTask;
            });
    });

    /// <summary>Signs the person in as <c>aws sso login</c> would, for a service that has no browser; or lets it show its code.</summary>
    public override async Task<IReadOnlyDictionary<string, string>> ConfigureAsync(string folder)
    {
        if (_signIn == IdentityCenterSignIn.Browser)
            await AwsCli.SignInAsync(Federation.Aws, FederatedHost.User, Federation.CacheFolder, Federation.Time);
        return new Dictionary<string, string>(Federation.PermissionSetSettings)
        {
            ["IdentityCenter:SignIn"] = $"{(_signIn == IdentityCenterSignIn.Browser ? IdentityCenterSignIn.Never : _signIn)}",
            ["IdentityCenter:CacheFolder"] = Federation.CacheFolder,
        };
    }

    // The first registration ends by itself, and the person has to sign in anew.
    public override void RollKeys() => Federation.Center.ClientLifetime = NextClientLifetime;

    public override void SignOut() => Federation.Center.EndSessions(FederatedHost.User);
}

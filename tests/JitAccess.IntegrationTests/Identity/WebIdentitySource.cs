using JitAccess.Aws;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A workload's token, exchanged at STS.</summary>
internal sealed class WebIdentitySource(FederatedHost federation) : IdentitySource(federation)
{
    public override IReadOnlyList<EmulatorEndpoint> Issuers => [Federation.Aws.Sts];

    public override IReadOnlyList<string> Calls => ["AssumeRoleWithWebIdentity"];

    public override string RoleArn => FederatedHost.RoleArn;

    public override void Use(RdsIamOptions options) => Federation.UseWebIdentity(options);

    public override async Task<IReadOnlyDictionary<string, string>> ConfigureAsync(string folder)
    {
        var file = Path.Combine(folder, "workload-token");
        await File.WriteAllTextAsync(file, Federation.Token(), TestContext.Current.CancellationToken);
        return new Dictionary<string, string>
        {
            ["WebIdentity:RoleArn"] = RoleArn,
            ["WebIdentity:Audience"] = FederatedHost.Audience,
            ["WebIdentity:TokenFile"] = file,
        };
    }

    public override void RollKeys()
    {
        Federation.Entra.RotateTokenKey();
        Federation.Entra.RetireTokenKeys();
    }

    // A workload has no sign-in: each of its tokens is new. What can be taken away is the role.
    public override void SignOut()
    {
    }
}

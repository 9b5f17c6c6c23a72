using JitAccess.Aws;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>A role of another account, on top of another source.</summary>
internal sealed class ChainedSource(FederatedHost federation, IdentitySource first) : IdentitySource(federation)
{
    public override IReadOnlyList<EmulatorEndpoint> Issuers => [.. first.Issuers.Append(Federation.Aws.Sts).Distinct()];

    public override IReadOnlyList<string> Calls => [.. first.Calls, "AssumeRole"];

    public override string RoleArn => FederatedHost.NextRoleArn;

    public override void Use(RdsIamOptions options)
    {
        first.Use(options);
        options.ThenAssumeRole(static r => r.RoleArn = FederatedHost.NextRoleArn);
    }

    public override async Task<IReadOnlyDictionary<string, string>> ConfigureAsync(string folder) =>
        new Dictionary<string, string>(await first.ConfigureAsync(folder)) { ["AssumeRole:0:RoleArn"] = RoleArn };

    public override void RollKeys() => first.RollKeys();

    public override void SignOut() => first.SignOut();

    public override async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await base.DisposeAsync();
    }
}

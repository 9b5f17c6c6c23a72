using JitAccess.Aws;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>All ways to AWS credentials, by name.</summary>
internal static class IdentitySources
{
    private static readonly Dictionary<string, Func<FederatedHost, Task<IdentitySource>>> All = new()
    {
        ["web identity"] = static f => Task.FromResult<IdentitySource>(new WebIdentitySource(f)),
        ["web identity by way of Entra ID"] = EntraSource.StartAsync,
        ["SAML"] = static f => Task.FromResult<IdentitySource>(new SamlSource(f)),
        ["person with a browser"] = static f => Task.FromResult<IdentitySource>(new PersonSource(f, IdentityCenterSignIn.Browser)),
        ["person with a code"] = static f => Task.FromResult<IdentitySource>(new PersonSource(f, IdentityCenterSignIn.DeviceCode)),
        ["headless"] = static f => Task.FromResult<IdentitySource>(new HeadlessSource(f)),
        ["role on a web identity"] = static f => Task.FromResult<IdentitySource>(new ChainedSource(f, new WebIdentitySource(f))),
        ["role on a permission set"] = static f => Task.FromResult<IdentitySource>(new ChainedSource(f, new PersonSource(f, IdentityCenterSignIn.Browser))),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static Task<IdentitySource> StartAsync(string name, FederatedHost federation) => All[name](federation);
}

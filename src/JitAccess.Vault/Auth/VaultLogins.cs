using JitAccess.Vault.Http;
using JitAccess.Vault.Sessions;
using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Auth;

/// <summary>Chooses the login that the options describe.</summary>
internal static class VaultLogins
{
    public static VaultLogin Create(VaultOptions options, VaultClient client, TokenCalls tokens, TimeProvider time, ILogger logger)
    {
        var auth = options.Auth;
        var @namespace = NamespaceOf(options);
        var unwrapper = new Unwrapper(client, @namespace, logger);
        return auth.Method switch
        {
            VaultAuthMethod.AppRole => new AppRoleLogin(auth, client, @namespace, unwrapper, time),
            VaultAuthMethod.AwsIam => new AwsIamLogin(auth, client, @namespace, time),
            VaultAuthMethod.Kubernetes or VaultAuthMethod.Jwt => new JwtLogin(auth, client, @namespace, time),
            _ => new TokenLogin(auth, tokens, unwrapper, time),
        };
    }

    /// <summary>Returns the namespace of the login: its own, else the database's.</summary>
    public static string? NamespaceOf(VaultOptions options) => options.Auth.Namespace switch
    {
        null => options.Namespace,
        "/" => null,
        var own => own,
    };
}

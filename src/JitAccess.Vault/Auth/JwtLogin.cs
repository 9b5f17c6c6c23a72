using JitAccess.Vault.Http;
using JitAccess.Vault.Internal;
using JitAccess.Vault.Json;

namespace JitAccess.Vault.Auth;

/// <summary>Logs in by a JWT, of Kubernetes or of any other issuer; one that is for somebody else is not sent.</summary>
internal sealed class JwtLogin(VaultAuthOptions options, VaultClient client, string? @namespace, TimeProvider time)
    : MountLogin(options, options.Method == VaultAuthMethod.Kubernetes ? "kubernetes" : "jwt", client, @namespace, time)
{
    protected override async Task<(VaultBody Body, IReadOnlyList<string> Secrets)> ProveAsync(CancellationToken cancellationToken)
    {
        var jwt = Options.Method == VaultAuthMethod.Jwt && Options.Jwt is { } provide
            ? await provide(cancellationToken).ConfigureAwait(false)
            : await SecretFile.ReadAsync(
                Options.TokenFile ?? VaultDefaults.KubernetesTokenFile, nameof(Options.TokenFile), cancellationToken).ConfigureAwait(false);
        JwtAudience.Require(jwt, Options.Audience!, Description);
        return (new VaultBody { Role = Options.Role, Jwt = jwt }, [jwt, .. jwt.Split('.')]);
    }

    protected override (JitProviderErrorKind Kind, string Meaning)? Judge(VaultAnswer answer)
    {
        if (answer.SaysAny("role \"", "invalid role name"))
            return (JitProviderErrorKind.Misconfigured, $"the auth method has no role '{Options.Role}'; set Auth:Role");
        if (answer.SaysAny("service account name not authorized", "namespace not authorized"))
            return (JitProviderErrorKind.Denied, "the role is for other service accounts; look at bound_service_account_names and _namespaces of the role");
        if (answer.SaysAny("token is expired") || answer.Text.Contains("(exp) claim", StringComparison.Ordinal))
            return (JitProviderErrorKind.Transient, "the token has expired; whoever writes or issues it must replace it in time");
        if (answer.SaysAny("error validating"))
            return (JitProviderErrorKind.Denied, "compare issuer, audience, signing keys and bound claims of the auth method and its role with the token");
        return answer.IsDenied
            ? (JitProviderErrorKind.Denied, "the token was rejected; compare it with the role, and check that Vault reaches and may ask its issuer")
            : null;
    }
}

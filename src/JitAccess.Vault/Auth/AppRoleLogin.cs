using JitAccess.Vault.Http;
using JitAccess.Vault.Json;

namespace JitAccess.Vault.Auth;

/// <summary>Logs in by a role id and a secret id, which may come wrapped.</summary>
internal sealed class AppRoleLogin(VaultAuthOptions options, VaultClient client, string? @namespace, Unwrapper unwrapper, TimeProvider time)
    : MountLogin(options, "approle", client, @namespace, time)
{
    protected override async Task<(VaultBody Body, IReadOnlyList<string> Secrets)> ProveAsync(CancellationToken cancellationToken)
    {
        var secret = Options.SecretId is { } provide
            ? (await provide(cancellationToken).ConfigureAwait(false)).RevealValue()
            : await SecretFile.ReadAsync(Options.SecretIdFile!, nameof(Options.SecretIdFile), cancellationToken).ConfigureAwait(false);
        if (Options.SecretIdIsWrapped)
        {
            var path = $"auth/{Mount}/role/{Options.Role}/secret-id";
            secret = await unwrapper.UnwrapAsync(
                secret, "the secret id", made => made == path, path, static body => body.Data?.SecretId, cancellationToken).ConfigureAwait(false);
        }

        return (new VaultBody { RoleId = Options.RoleId, SecretId = secret }, [secret]);
    }

    protected override (JitProviderErrorKind Kind, string Meaning)? Judge(VaultAnswer answer)
    {
        if (answer.SaysAny("invalid role ID"))
            return (JitProviderErrorKind.Misconfigured, $"there is no AppRole with this role id; read it by 'vault read auth/{Mount}/role/ROLE/role-id'");
        if (answer.SaysAny("invalid secret id", "missing secret_id"))
            return (JitProviderErrorKind.Denied,
                "the secret id has expired, was used as often as it may be, or is for another role; have a new one delivered. A single-use secret id "
                + "permits no second login: give it a TTL instead of secret_id_num_uses");
        return null;
    }
}

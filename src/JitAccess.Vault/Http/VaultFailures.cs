using static JitAccess.JitProviderErrorKind;

namespace JitAccess.Vault.Http;

/// <summary>Says what an answer that is no success means, and what to do about it.</summary>
internal static class VaultFailures
{
    public static JitProviderException From(VaultCall call, VaultAnswer answer, string address)
    {
        var (kind, meaning) = Judge(call, answer);
        return Create(kind, meaning, call, answer, address);
    }

    /// <summary>Makes the exception for an answer whose meaning the caller knows.</summary>
    public static JitProviderException Create(JitProviderErrorKind kind, string meaning, VaultCall call, VaultAnswer answer, string address)
    {
        var said = ServerText.Clean(answer.Text, call.Secrets.Append(call.Token));
        return new JitProviderException(
            kind,
            $"Vault at {address} was asked to {call.Purpose} ({call.MethodName} {call.Path}) and answered {(int)answer.Status}"
            + (said.Length > 0 ? $" '{said}'" : "") + $": {meaning}.",
            retryAfter: answer.RetryAfter);
    }

    private static (JitProviderErrorKind Kind, string Meaning) Judge(VaultCall call, VaultAnswer answer) => (int)answer.Status switch
    {
        >= 200 and < 300 => (Transient, "but what it answered is not what Vault answers; check that nothing else listens at this address"),
        >= 300 and < 400 => (Transient, "a redirect that is not followed; set Address to the address that it leads to"),
        400 => BadRequest(call, answer),
        403 when answer.MissedTheLogin => (Transient, "the login has just succeeded, and its token may not even look itself up. Either this node, a standby, "
            + $"has not yet seen the login, or the policies lack 'default' and this rule: {call.PolicyRule}"),
        403 => (Denied, $"its policy does not permit it. Add to a policy of the login: {call.PolicyRule}. Or the namespace is another one"),
        404 when answer.Text.Contains("no handler for route", StringComparison.Ordinal) => (Misconfigured, "nothing is mounted there; set Mount "
            + "(of the database, or of Auth) as 'vault secrets list' and 'vault auth list' show it, and Namespace"),
        404 => (Misconfigured, "there is no such path; check Address, Mount and Role"),
        405 => (Misconfigured, "what is mounted there is of another kind; check Mount"),
        412 => (Transient, "the node has not yet seen an earlier write; it will soon. Or a proxy removed the header X-Vault-Request"),
        429 => (Transient, "a quota for requests or leases is used up; look at sys/quotas"),
        472 or 473 => (Transient, "this node is a standby that does not answer; set Address to the active cluster"),
        500 => InternalError(call, answer),
        502 or 504 => (Transient, "a proxy before Vault did not reach it"),
        503 when answer.Text.Contains("sealed", StringComparison.OrdinalIgnoreCase) => (Transient, "it is sealed, or its namespace is; unseal it"),
        503 => (Transient, "it is not available"),
        >= 500 => (Transient, "it failed"),
        _ => (Misconfigured, "it does not accept the request; check Address, Mount and Role"),
    };

    private static (JitProviderErrorKind, string) BadRequest(VaultCall call, VaultAnswer answer) => answer.Text switch
    {
        var t when t.StartsWith("unknown role", StringComparison.Ordinal) => (Misconfigured, "the database secrets engine has no such role; set Role and "
            + "Kind (Dynamic: 'vault list database/roles', Static: 'vault list database/static-roles')"),
        var t when t.StartsWith("missing client token", StringComparison.Ordinal) => (Denied, "it saw no token; check Auth:Mount, or what removes headers on the way"),
        var t when t.StartsWith("wrapping token is not valid", StringComparison.Ordinal) =>
            (Denied, "the wrapping token has expired or was unwrapped before, perhaps by somebody else; have a new one made"),
        var t when t.StartsWith("failed to renew entry", StringComparison.Ordinal) || t.StartsWith("failed to revoke entry", StringComparison.Ordinal) =>
            (Transient, "Vault could not do it at the database; check that the database is up and Vault's own user may log in"),
        _ => (Misconfigured, "it does not accept the request"),
    };

    private static (JitProviderErrorKind, string) InternalError(VaultCall call, VaultAnswer answer) =>
        answer.Text.Contains("failed to find entry for connection", StringComparison.Ordinal)
            ? (Misconfigured, "the role names a connection that is not configured; look at db_name of the role")
            : (Transient, call.CreatesUserFor is null
                ? "it failed"
                : "it could not create the user: the database is down, Vault's own user can't log in, or the role's creation statements fail");
}

using System.Globalization;

namespace JitAccess.Vault.Internal;

/// <summary>Orders what a refused login of a Vault user can mean by what the client can know.</summary>
internal sealed class VaultRefusalDiagnosis(VaultOptions options)
{
    // A user that was just created takes this long to reach a replica, as observed; older ones are everywhere.
    private static readonly TimeSpan ReplicaLag = TimeSpan.FromSeconds(30);

    public JitRefusalDiagnosis Create(JitLoginRefusal refusal, VaultCredentialFacts? facts) => new(
        $"It was {(options.Kind == VaultRoleKind.Dynamic ? "leased" : "read")} from {options.Address} by role {options.Role} at {options.Mount}, and ends at "
        + refusal.Credential.ExpiresAt.ToString("O", CultureInfo.InvariantCulture) + ".",
        [.. Causes(refusal, facts).OrderByDescending(c => c.HasEvidence).Select(c => c.Text)]);

    private IEnumerable<(bool HasEvidence, string Text)> Causes(JitLoginRefusal refusal, VaultCredentialFacts? facts)
    {
        var user = refusal.Credential.UserName;
        if (facts?.IsFromAgentCache == true)
            yield return (true, "an agent's cache repeated a user that was revoked meanwhile: clear it (POST /agent/v1/cache-clear) and switch it off for "
                + "database paths");
        if (options.Kind == VaultRoleKind.Static)
        {
            yield return (refusal.AcceptedAtAge is not null, $"the password of '{user}' was changed before its time, by rotate-role or by somebody at the "
                + "database: it is read again at once");
            yield return (false, $"the static role '{options.Role}' rotates a user of another database than the one that was dialled");
            yield break;
        }

        yield return (
            refusal.AcceptedAtAge is null && refusal.Age < ReplicaLag,
            string.Create(CultureInfo.InvariantCulture, $"the user is {refusal.Age:c} old and has not reached this server yet: a replica lags, or ")
            + $"{refusal.Connect} is another server than the one where Vault creates users");
        yield return (
            facts?.Session.IsKnownDead == true,
            "the token that created the user has ended, and the user with it: give the auth role a token_period");
        yield return (
            refusal.AcceptedAtAge is not null,
            $"the lease was revoked, or the role '{user}' dropped, by somebody else: 'vault lease lookup' and \\du tell");
        yield return (
            refusal.RefusedAt >= refusal.Credential.ExpiresAt - ReplicaLag,
            string.Create(CultureInfo.InvariantCulture,
                $"the role's VALID UNTIL is over: by this machine's clock it is {refusal.RefusedAt:O}; compare the clocks of the database and of Vault"));
        yield return (false, "the creation statements give the role no LOGIN or another password than {{password}}, or pg_hba.conf has no line for it; a "
            + "PgBouncer in between must learn new users by auth_query");
    }
}

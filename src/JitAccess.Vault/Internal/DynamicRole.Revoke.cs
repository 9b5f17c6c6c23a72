using System.Net;
using JitAccess.Vault.Http;
using JitAccess.Vault.Json;
using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Internal;

internal sealed partial class DynamicRole
{
    public async Task RevokeAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        var facts = FactsOf(credential);
        var leaseId = credential.Lease!.Id;
        if (!facts.Session.IsDead(time.Uptime()))
            await RevokeAsync(facts, leaseId, credential.UserName, cancellationToken).ConfigureAwait(false);
        sessions.RemoveLease(facts.Session, leaseId);
    }

    private async Task RevokeAsync(VaultCredentialFacts facts, string leaseId, string user, CancellationToken cancellationToken)
    {
        // sync: the answer says whether the user is gone; otherwise Vault would try for hours and tell nobody that it failed.
        var call = LeaseCall("revoke", $"revoke the lease of user '{user}'", facts, new VaultBody { LeaseId = leaseId, Sync = true }, leaseId);
        var answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess || (answer.Status == HttpStatusCode.BadRequest && answer.SaysAny("lease not found", "invalid lease")))
            return;
        if (answer.Text.Contains("cannot be dropped because some objects depend on it", StringComparison.Ordinal))
            throw VaultFailures.Create(
                JitProviderErrorKind.Misconfigured,
                "the user owns objects, so that the database does not drop it, and it can still log in until its lease ends. Let a role without login "
                + "own them: ALTER ROLE \"{{name}}\" SET role = OWNER in the creation statements, and REASSIGN OWNED in the revocation statements",
                call, answer, client.Address);
        if (!answer.IsDenied)
            throw VaultFailures.From(call, answer, client.Address);
        if (!await sessions.IsAliveAsync(facts.Session, cancellationToken).ConfigureAwait(false))
            return; // the lease has gone with its token

        // The default policy permits no revocation of leases, but a token may always end itself, and its leases with it.
        if (facts.Session is { IsOwn: true, IsBatch: false } && !sessions.HoldsOtherLease(facts.Session, leaseId))
        {
            await sessions.RevokeAsync(facts.Session, cancellationToken).ConfigureAwait(false);
            return;
        }

        throw VaultFailures.From(call, answer, client.Address);
    }
}

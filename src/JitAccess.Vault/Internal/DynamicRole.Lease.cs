using System.Net;
using JitAccess.Vault.Http;
using JitAccess.Vault.Json;
using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Internal;

internal sealed partial class DynamicRole
{
    // A renewal that grants less than this share of what was asked has met the maximum of the role.
    private const double CutShort = 0.9;

    public async Task<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var facts = FactsOf(credential);
        var leaseId = credential.Lease!.Id;
        var asked = time.Uptime();

        // The token first: a lease that is renewed beyond its token's end does not live to see it.
        if (!await sessions.RenewIfDueAsync(facts.Session, facts.Granted, cancellationToken).ConfigureAwait(false))
            throw SessionEnded(request.DatabaseName);

        var call = LeaseCall(
            "renew", $"renew the lease of database '{request.DatabaseName}'", facts,
            new VaultBody { LeaseId = leaseId, Increment = Math.Max((long)facts.Granted.TotalSeconds, 1) }, leaseId);
        var answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer is not { IsSuccess: true, Body: { } body })
            throw await RenewalFailureAsync(call, answer, facts, credential.UserName, request.DatabaseName, cancellationToken).ConfigureAwait(false);

        var life = TimeSpan.FromSeconds(Math.Max(body.LeaseDuration, 0));
        var leaseEnd = life < CutShort * facts.Granted ? request.RequestedAt + life : (DateTimeOffset?)null;
#pragma warning disable RS0030 // A renewal returns the same secret; it goes from one credential into the next and nowhere else.
        return Issue(
            request, asked, facts, credential.UserName, credential.RevealSecret(), leaseId, life, body.Renewable ?? true, leaseEnd);
#pragma warning restore RS0030
    }

    public async Task<bool> IsAliveAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        var facts = FactsOf(credential);
        if (facts.IsUserGone || facts.Session.IsDead(time.Uptime()))
            return false;

        var leaseId = credential.Lease!.Id;
        var call = LeaseCall("lookup", "look a lease up", facts, new VaultBody { LeaseId = leaseId }, leaseId);
        var answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer is { IsSuccess: true, Body.Data: { } data })
            return data.Ttl > 0;
        if (answer.Status == HttpStatusCode.BadRequest && answer.SaysAny("invalid lease", "lease not found"))
            return false;
        if (answer.IsDenied && !await sessions.IsAliveAsync(facts.Session, cancellationToken).ConfigureAwait(false))
            return false;
        throw VaultFailures.From(call, answer, client.Address);
    }

    private async Task<JitProviderException> RenewalFailureAsync(
        VaultCall call, VaultAnswer answer, VaultCredentialFacts facts, string user, string database, CancellationToken cancellationToken)
    {
        if (answer.IsDenied && !await sessions.IsAliveAsync(facts.Session, cancellationToken).ConfigureAwait(false))
            return SessionEnded(database);
        if (answer.Status == HttpStatusCode.BadRequest && EndsTheLease(answer.Text))
            return VaultFailures.Create(
                JitProviderErrorKind.Denied, "the lease has ended, or can't be renewed any more; a new user takes its place", call, answer, client.Address);
        if (answer.Status == HttpStatusCode.BadRequest && SaysThatItIsGone(answer.Text, user))
        {
            facts.UserIsGone(); // the lease lives on at Vault, and nobody can log in by it
            return VaultFailures.Create(
                JitProviderErrorKind.Denied, $"somebody has dropped '{user}' at the database; a new user takes its place", call, answer, client.Address);
        }

        return VaultFailures.From(call, answer, client.Address);
    }

    // Anchored, as the server writes them: "failed to renew entry" goes on with what the database said, and passes when the database is back.
    private static bool EndsTheLease(string text) =>
        text is "lease not found" or "lease expired" or "lease is not renewable" or "invalid lease"
        || (text.StartsWith("failed to renew entry", StringComparison.Ordinal) && text.Contains("could not find role", StringComparison.Ordinal));

    // With the name: where Vault's own user is gone, that of the lease may well be there.
    private static bool SaysThatItIsGone(string text, string user) =>
        text.StartsWith("failed to renew entry", StringComparison.Ordinal) && text.Contains($"\"{user}\" does not exist", StringComparison.Ordinal);

    private VaultCredentialFacts FactsOf(JitCredential credential) => TryGetFacts(credential, out var facts)
        ? facts!
        : throw new JitProviderException(
            JitProviderErrorKind.Misconfigured,
            "The credential was not minted by this provider, so that its token is not known. Hand it to the provider that minted it.");

    private VaultCall LeaseCall(string verb, string purpose, VaultCredentialFacts facts, VaultBody body, string leaseId) => new()
    {
        Path = $"sys/leases/{verb}",
        Purpose = purpose,
        Body = body,
        Token = facts.Session.RevealToken(),
        Namespace = options.Namespace,
        Secrets = [leaseId],
    };

    private JitProviderException SessionEnded(string database) => new(
        JitProviderErrorKind.Denied,
        $"The token at Vault at {client.Address} that created the user of database '{database}' has ended, and the user with it. A new user takes its "
        + "place. Where this comes as a surprise: give the auth role a token_period, and no token_max_ttl shorter than the lease.");
}

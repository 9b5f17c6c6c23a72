using System.Runtime.CompilerServices;
using JitAccess.Vault.Http;
using JitAccess.Vault.Sessions;
using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Internal;

/// <summary>Users that Vault creates, each with a lease. A lease ends with the token of the session that created it.</summary>
internal sealed partial class DynamicRole(
    VaultOptions options, VaultClient client, VaultSessions sessions, LostAnswers lost, TimeProvider time, ILogger logger)
{
    // By what the engine hands back: the lease, or the credential itself where there is none.
    private readonly ConditionalWeakTable<object, VaultCredentialFacts> _facts = [];
    private readonly string _path = $"{VaultPath.Escape(options.Mount)}/creds/{VaultPath.Escape(options.Role!)}";
    private int _agentLogged;

    public bool TryGetFacts(JitCredential credential, out VaultCredentialFacts? facts) =>
        _facts.TryGetValue((object?)credential.Lease ?? credential, out facts);

    public async Task<JitCredential> MintAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        lost.ThrowIfTooMany(request.DatabaseName, client.Address);
        var asked = time.Uptime();
        return await sessions.RunAsync(
            session => AskAsync(request, session, cancellationToken),
            (session, answer) => Read(request, asked, session, answer),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<VaultAnswer> AskAsync(JitCredentialRequest request, VaultSession session, CancellationToken cancellationToken)
    {
        // Where the last answer was lost, a question that leaves nothing behind tells whether answers arrive again.
        if (lost.WasLast)
            await sessions.ProbeAsync(session, cancellationToken).ConfigureAwait(false);
        return await client.SendAsync(Create(request, session), cancellationToken).ConfigureAwait(false);
    }

    private JitCredential Read(JitCredentialRequest request, TimeSpan asked, VaultSession session, VaultAnswer answer)
    {
        if (!answer.IsSuccess)
            throw Refused(request, session, answer);
        if (answer.Body?.Data is not { UserName: { Length: > 0 } user, Password: { Length: > 0 } password })
            throw answer.Body?.Data is null ? Refused(request, session, answer) : VaultFailures.Create(
                JitProviderErrorKind.Misconfigured, "it holds no user name and password; the role's credential_type must be password",
                Create(request, session), answer, client.Address);

        lost.Learned();
        var granted = TimeSpan.FromSeconds(Math.Max(answer.Body.LeaseDuration, 0));
        if (answer.IsFromAgentCache)
            return FromAgentCache(request, session, answer, user, password, granted);
        if (answer.Body.LeaseId is not { Length: > 0 } leaseId)
            throw VaultFailures.Create(
                JitProviderErrorKind.Misconfigured, "the user has no lease; check that Mount is a database secrets engine", Create(request, session),
                answer, client.Address);

        sessions.AddLease(session, leaseId);
        var facts = new VaultCredentialFacts(session, granted, IsFromAgentCache: false);
        return Issue(request, asked, facts, user, password, leaseId, granted, answer.Body.Renewable ?? false, leaseEnd: null);
    }

    /// <summary>Makes a credential that ends with its lease, or with its session, whichever is first.</summary>
    private JitCredential Issue(
        JitCredentialRequest request, TimeSpan asked, VaultCredentialFacts facts, string user, string password, string leaseId, TimeSpan life,
        bool isRenewable, DateTimeOffset? leaseEnd)
    {
        // Both count from the engine's clock before the call: how long login and request took shortens what is left, and never stretches it.
        var (at, token) = (request.RequestedAt, facts.Session.Life);
        var expires = Earlier(at + life, token.End is { } end ? at + (end - asked) : null);
        var hardEnd = Earlier(leaseEnd, token.HardEnd is { } hard ? at + (hard - asked) : null);
        if (!isRenewable)
            hardEnd = Earlier(hardEnd, expires);
        var credential = new JitCredential(user, password, at, expires!.Value, new JitCredentialLease(leaseId, isRenewable, hardEnd));
        _facts.AddOrUpdate(credential.Lease!, facts);
        return credential;
    }

    /// <summary>Makes a credential of what an agent gave from its cache: it is others' too, and the agent renews it, so it has no lease here.</summary>
    private JitCredential FromAgentCache(
        JitCredentialRequest request, VaultSession session, VaultAnswer answer, string user, string password, TimeSpan granted)
    {
        if (Interlocked.Exchange(ref _agentLogged, 1) == 0)
            Log.AgentCacheAnswered(logger, client.Address);
        if (request.Reason == JitRefreshReason.Invalidated && answer.Age > TimeSpan.Zero)
            Log.AgentCacheRepeatedRefused(logger, client.Address, answer.Age);

        // The agent repeats the life that was granted at first; only Age tells how much of it is over.
        var left = granted - answer.Age;
        if (left <= TimeSpan.Zero)
            throw VaultFailures.Create(
                JitProviderErrorKind.Transient,
                $"an agent's cache answered with a user that is {answer.Age} old and was granted for {granted}; whether it still exists can't be told. "
                + "Clear the agent's cache, and switch it off for database paths", Create(request, session), answer, client.Address);
        var credential = new JitCredential(user, password, request.RequestedAt, request.RequestedAt + left);
        _facts.AddOrUpdate(credential, new VaultCredentialFacts(session, granted, IsFromAgentCache: true));
        return credential;
    }

    private VaultCall Create(JitCredentialRequest request, VaultSession session) => new()
    {
        Path = _path,
        Purpose = $"create a user of database '{request.DatabaseName}' by role '{options.Role}'",
        Token = session.RevealToken(),
        Namespace = options.Namespace,
        CreatesUserFor = request.DatabaseName,
    };

    private JitProviderException Refused(JitCredentialRequest request, VaultSession session, VaultAnswer answer) =>
        SessionFailures.From(Create(request, session), answer, session, client.Address);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other : one;
}

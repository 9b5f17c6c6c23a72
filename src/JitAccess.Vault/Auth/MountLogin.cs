using JitAccess.Vault.Http;
using JitAccess.Vault.Internal;
using JitAccess.Vault.Json;
using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Auth;

/// <summary>Logs in at the mount of an auth method; what the methods have in common.</summary>
internal abstract class MountLogin(VaultAuthOptions options, string defaultMount, VaultClient client, string? @namespace, TimeProvider time) : VaultLogin
{
    public override string Description { get; } = $"{options.Method} at auth/{options.Mount?.Trim('/') ?? defaultMount}";

    protected VaultAuthOptions Options => options;

    protected string Mount => options.Mount?.Trim('/') ?? defaultMount;

    public sealed override async Task<VaultSession> LoginAsync(VaultSession? previous, CancellationToken cancellationToken)
    {
        var (body, secrets) = await ProveAsync(cancellationToken).ConfigureAwait(false);
        var call = new VaultCall
        {
            Path = $"auth/{VaultPath.Escape(Mount)}/login",
            Purpose = $"log in ({Description})",
            Body = body,
            Secrets = secrets,
            Namespace = @namespace,
        };
        var since = time.Uptime();
        var answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer is not { IsSuccess: true, Body.Auth: { ClientToken: { Length: > 0 } token } auth })
            throw Judge(answer) is var (kind, meaning)
                ? VaultFailures.Create(kind, meaning, call, answer, client.Address)
                : VaultFailures.From(call, answer, client.Address);

        RefuseLimitedUses(auth.NumUses);
        var life = LifeOf(auth.LeaseDuration);

        // From an agent's cache it is as old as the cache says, and others have it too.
        return new VaultSession(
            token, new SessionLife(since - answer.Age, life, (auth.Renewable ?? false) && life is not null, Limit: null),
            isOwn: !answer.IsFromAgentCache, isBatch: auth.TokenType == "batch");
    }

    /// <summary>Gets what proves who logs in; fresh at every login.</summary>
    /// <returns>The body, and what of it is secret.</returns>
    protected abstract Task<(VaultBody Body, IReadOnlyList<string> Secrets)> ProveAsync(CancellationToken cancellationToken);

    /// <summary>Says what the method's own refusals mean; <see langword="null"/> for what all methods share.</summary>
    protected abstract (JitProviderErrorKind Kind, string Meaning)? Judge(VaultAnswer answer);
}

using System.Text.Json;
using JitAccess.Vault.Http;
using JitAccess.Vault.Json;
using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Auth;

/// <summary>Uses a token that somebody else obtained; it is read again at every login, and never revoked.</summary>
internal sealed class TokenLogin(VaultAuthOptions options, TokenCalls tokens, Unwrapper unwrapper, TimeProvider time) : VaultLogin
{
    public override string Description => options switch
    {
        { Token: not null } => "token set in code",
        { TokenFile: { } file } => $"token of {file}",
        _ => "token of the environment",
    };

    public override async Task<VaultSession> LoginAsync(VaultSession? previous, CancellationToken cancellationToken)
    {
        var token = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (previous?.IsToken(token) == true)
            return previous;

        var since = time.Uptime();
        var answer = await tokens.LookupAsync(token, cancellationToken).ConfigureAwait(false);
        if (answer is not { IsSuccess: true, Body.Data: { } data })
        {
            var call = tokens.Lookup(token);
            throw answer.IsDenied
                ? VaultFailures.Create(
                    JitProviderErrorKind.Denied, $"the {Description} has ended or was revoked, or lacks {call.PolicyRule}", call, answer, tokens.Address)
                : tokens.Failure(call, answer);
        }

        RefuseLimitedUses(data.NumUses);
        var life = LifeOf(data.Ttl);
        var limit = LimitOf(since, data);
        return new VaultSession(
            token, new SessionLife(since, life, (data.Renewable ?? false) && life is not null, limit), isOwn: false, isBatch: data.Type == "batch");
    }

    // What the maximum leaves is known only as far as the token's own age is: creation_ttl minus ttl, as of its last renewal at the latest.
    private static TimeSpan? LimitOf(TimeSpan since, VaultData data) =>
        data is { ExplicitMaxTtl: > 0 } ? since + TimeSpan.FromSeconds(Math.Max(data.ExplicitMaxTtl - Math.Max(data.CreationTtl - data.Ttl, 0), data.Ttl)) : null;

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        if (options.Token is { } token)
            return token.RevealValue();
        if (options.TokenFile is null)
            return FromEnvironment() ?? throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                "There is no token to log in to Vault with: set Auth:TokenFile, or choose another Auth:Method, or set BAO_TOKEN or VAULT_TOKEN.");

        var text = await SecretFile.ReadAsync(options.TokenFile, nameof(options.TokenFile), cancellationToken).ConfigureAwait(false);
        return options.TokenFileIsWrapped ? await UnwrapAsync(text, cancellationToken).ConfigureAwait(false) : text;
    }

    private async Task<string> UnwrapAsync(string text, CancellationToken cancellationToken)
    {
        if (text.StartsWith('{'))
            try
            {
                text = JsonSerializer.Deserialize(text, VaultJson.Default.WrappedToken)?.Token ?? "";
            }
            catch (JsonException)
            {
                text = ""; // without the exception, which quotes the text
            }

        if (text.Length == 0)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured, $"{nameof(options.TokenFile)} '{options.TokenFile}' holds no wrapped token as an agent's sink writes it.");
        return await unwrapper.UnwrapAsync(
            text, "the token", IsMadeByAnAgent, "sys/wrapping/wrap, or the login of an auth method",
            static body => body.Auth?.ClientToken ?? body.Data?.Token, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsMadeByAnAgent(string path) =>
        path == "sys/wrapping/wrap"
        || (path.StartsWith("auth/", StringComparison.Ordinal)
            && (path.EndsWith("/login", StringComparison.Ordinal) || path.Contains("/login/", StringComparison.Ordinal)));

    private static string? FromEnvironment() =>
        Environment.GetEnvironmentVariable("BAO_TOKEN") is { Length: > 0 } bao ? bao
        : Environment.GetEnvironmentVariable("VAULT_TOKEN") is { Length: > 0 } vault ? vault : null;
}

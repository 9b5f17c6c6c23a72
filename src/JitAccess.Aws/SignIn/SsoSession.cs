namespace JitAccess.Aws.SignIn;

/// <summary>A person's sign-in: read from the cache, refreshed before it ends, asked for where there is none.</summary>
/// <remarks>The cache is the file. Refreshing is for one process at a time; the AWS CLI keeps no such order, so a refresh that fails because
/// somebody else was faster looks again.</remarks>
internal sealed class SsoSession(SsoService service, SsoTokenCache cache, SignInPrompt prompt) : ISsoTokenSource
{
    // As the AWS CLI does, within its own 15 minutes: whoever comes first refreshes for both.
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(5);

    public async Task<SsoToken> GetAsync(SsoToken? refused, CancellationToken cancellationToken)
    {
        if (IsGood(cache.Read(), refused) is { } token)
            return token;
        if (await RefreshAsync(refused, cancellationToken).ConfigureAwait(false) is { } refreshed)
            return refreshed;
        return await prompt.AskAsync(cache.Write, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SsoToken?> RefreshAsync(SsoToken? refused, CancellationToken cancellationToken)
    {
        if (cache.Read() is null)
            return null;
        using var held = await cache.LockAsync(cancellationToken).ConfigureAwait(false);
        var token = cache.Read();
        if (IsGood(token, refused) is { } good)
            return good;
        var rest = IsUsable(token, refused) ? token : null;
        if (token?.CanRefresh(service.Time.GetUtcNow()) != true)
            return rest;

        try
        {
            var refreshed = await service.CreateTokenAsync(
                token.Client!, SsoService.RefreshGrant, r => r.RefreshToken = token.RevealRefreshToken(), token.Secrets(), cancellationToken).ConfigureAwait(false);
            cache.Write(refreshed);
            return refreshed;
        }
        catch (OAuthPendingException)
        {
            // Refresh tokens are good for one refresh: the CLI may have been there, and written what it got.
            return cache.Read() is { } other && IsUsable(other, refused) && !other.IsSameAs(token) ? other : rest;
        }
        catch (JitProviderException) when (rest is not null)
        {
            return rest;
        }
    }

    private SsoToken? IsGood(SsoToken? token, SsoToken? refused) =>
        IsUsable(token, refused) && (!token!.CanRefresh(Now) || token.ExpiresAt - Now > RefreshAhead) ? token : null;

    private bool IsUsable(SsoToken? token, SsoToken? refused) => token is not null && token.ExpiresAt > Now && !token.IsSameAs(refused);

    private DateTimeOffset Now => service.Time.GetUtcNow();
}

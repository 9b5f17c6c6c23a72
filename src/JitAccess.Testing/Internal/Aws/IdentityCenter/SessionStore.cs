using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>Who is signed in, found by tokens of which only hashes are kept.</summary>
internal sealed class SessionStore(TimeProvider time, IdentityCenterSettings settings)
{
    private readonly ConcurrentDictionary<string, (SignInSession Session, DateTimeOffset ExpiresAt)> _access = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SignInSession> _refresh = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<SignInSession> _sessions = [];

    public SignInSession Start(string userName, string clientId, IReadOnlyList<string> scopes)
    {
        var session = new SignInSession(userName, clientId, scopes, time.GetUtcNow() + settings.SessionDuration);
        _sessions.Add(session);
        return session;
    }

    /// <summary>Issues an access token, which lives no longer than its session.</summary>
    public (string Token, TimeSpan Lifetime) IssueAccessToken(SignInSession session, bool mayRefresh)
    {
        var rest = session.ExpiresAt - time.GetUtcNow();

        // Who cannot refresh gets all at once, as clients without scopes do.
        var lifetime = mayRefresh && settings.AccessTokenLifetime < rest ? settings.AccessTokenLifetime : rest;
        var token = "aoa" + RandomNumberGenerator.GetHexString(96, lowercase: true);
        _access[SecretHash.Of(token)] = (session, time.GetUtcNow() + lifetime);
        return (token, lifetime);
    }

    public string IssueRefreshToken(SignInSession session)
    {
        var token = "aor" + RandomNumberGenerator.GetHexString(96, lowercase: true);
        _refresh[SecretHash.Of(token)] = session;
        return token;
    }

    /// <summary>Returns the session of an access token that is valid.</summary>
    public SignInSession? ByAccessToken(string token) =>
        _access.TryGetValue(SecretHash.Of(token), out var entry) && time.GetUtcNow() < entry.ExpiresAt && IsLive(entry.Session) ? entry.Session : null;

    /// <summary>Returns the session of a refresh token, which is worthless from now on where tokens rotate.</summary>
    public SignInSession? TakeRefreshToken(string token, string clientId)
    {
        var hash = SecretHash.Of(token);
        if (!_refresh.TryGetValue(hash, out var session) || session.ClientId != clientId || !IsLive(session))
            return null;
        return !settings.RotatesRefreshTokens || _refresh.TryRemove(hash, out _) ? session : null;
    }

    public void EndAll(string userName)
    {
        foreach (var session in _sessions)
            if (session.UserName == userName)
                session.IsEnded = true;
    }

    private bool IsLive(SignInSession session) => !session.IsEnded && time.GetUtcNow() < session.ExpiresAt;
}

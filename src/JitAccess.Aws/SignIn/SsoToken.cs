using System.Diagnostics;
using JitAccess.Aws.Identity;

namespace JitAccess.Aws.SignIn;

/// <summary>A sign-in: the access token, and what it is refreshed by.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class SsoToken(string accessToken, DateTimeOffset expiresAt, string? refreshToken = null, SsoClient? client = null)
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _accessToken = accessToken;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string? _refreshToken = refreshToken;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>Gets the client that the tokens were issued to.</summary>
    public SsoClient? Client { get; } = client;

    /// <summary>Gets what the sign-in is in a chain: one that can be refreshed does not end with its token.</summary>
    public AwsChainLink Link => new("Identity Center sign-in", ExpiresAt, IsRenewable: _refreshToken is not null);

    /// <summary>Gets what it hangs on itself.</summary>
    public IReadOnlyList<AwsChainLink> Before { get; init; } = [];

    public string RevealAccessToken() => _accessToken;

    public string? RevealRefreshToken() => _refreshToken;

    /// <summary>Returns whether it can be refreshed.</summary>
    public bool CanRefresh(DateTimeOffset now) => _refreshToken is not null && Client is not null && Client.ExpiresAt > now;

    public bool IsSameAs(SsoToken? other) => other is not null && string.Equals(_accessToken, other._accessToken, StringComparison.Ordinal);

    /// <summary>Returns what an answer must not repeat.</summary>
    public IReadOnlyList<string> Secrets() =>
        [.. ((string?[])[_accessToken, _refreshToken, Client?.RevealSecret()]).OfType<string>()];

    public override string ToString() => $"SsoToken {{ ExpiresAt = {ExpiresAt:O}, CanBeRefreshed = {_refreshToken is not null} }}";
}

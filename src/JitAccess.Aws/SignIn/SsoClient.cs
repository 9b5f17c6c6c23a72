using System.Diagnostics;

namespace JitAccess.Aws.SignIn;

/// <summary>A registered client of the sign-in service.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class SsoClient(string id, string secret, DateTimeOffset expiresAt)
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _secret = secret;

    public string Id { get; } = id;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public string RevealSecret() => _secret;

    public override string ToString() => $"SsoClient {{ ExpiresAt = {ExpiresAt:O} }}";
}

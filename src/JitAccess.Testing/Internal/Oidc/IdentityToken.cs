using System.Diagnostics;
using Microsoft.IdentityModel.JsonWebTokens;

namespace JitAccess.Testing.Internal.Oidc;

/// <summary>A token whose signature, issuer and times have been verified; its audience is judged by whom it was sent to.</summary>
internal sealed class IdentityToken(JsonWebToken token)
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly JsonWebToken _token = token;

    public string Issuer => _token.Issuer;

    public string Subject => _token.Subject;

    public IReadOnlyList<string> Audiences => [.. _token.Audiences];

    public DateTimeOffset ExpiresAt => new(_token.ValidTo, TimeSpan.Zero);

    public string? Claim(string name) => _token.TryGetPayloadValue<string>(name, out var value) ? value : null;
}

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>What a browser was sent to the authorize page for.</summary>
internal sealed record AuthorizationRequest(RegisteredClient Client, Uri RedirectUri, string State, string Challenge, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);

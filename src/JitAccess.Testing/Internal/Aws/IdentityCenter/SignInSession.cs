namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>A user who is signed in for a client: every token of it ends with it.</summary>
internal sealed class SignInSession(string userName, string clientId, IReadOnlyList<string> scopes, DateTimeOffset expiresAt)
{
    public string UserName { get; } = userName;

    public string ClientId { get; } = clientId;

    public IReadOnlyList<string> Scopes { get; } = scopes;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public bool IsEnded { get; set; }
}

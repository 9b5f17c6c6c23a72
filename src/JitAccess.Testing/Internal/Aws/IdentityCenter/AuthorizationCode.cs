namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>A code that has been sent to a client's redirect, good for one use.</summary>
internal sealed record AuthorizationCode(AuthorizationRequest Request, string UserName, DateTimeOffset ExpiresAt);

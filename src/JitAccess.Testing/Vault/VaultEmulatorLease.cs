namespace JitAccess.Testing;

/// <summary>A lease as it stands.</summary>
/// <param name="Path">The path that it was issued at, such as <c>database/creds/app</c>.</param>
/// <param name="UserName">The database user that lives by it.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="LastRenewedAt">When it was renewed last, if ever.</param>
/// <param name="IsIrrevocable">Whether the server has given up on dropping the user.</param>
public sealed record VaultEmulatorLease(
    string Path, string UserName, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastRenewedAt, bool IsIrrevocable);

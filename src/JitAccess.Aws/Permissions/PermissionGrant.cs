namespace JitAccess.Aws.Permissions;

/// <summary>What the permission map says of one login that it allows.</summary>
/// <param name="Function">The job function that allows it.</param>
/// <param name="MaxLifetime">The longest life of the credential.</param>
/// <param name="Reason">The reason that was given, if any.</param>
internal sealed record PermissionGrant(string Function, TimeSpan MaxLifetime, string? Reason);

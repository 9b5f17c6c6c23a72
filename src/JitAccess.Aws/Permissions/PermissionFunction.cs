namespace JitAccess.Aws.Permissions;

/// <summary>A job function of the permission map: who may log in as which users of which databases, and on what terms.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Roles">The roles that have it, as <see cref="SigningRole"/> names them.</param>
/// <param name="Users">The users, by the name that the map gives their database.</param>
/// <param name="MaxLifetime">The longest life of a credential.</param>
/// <param name="RequiresReason">Whether a reason must be given.</param>
internal sealed record PermissionFunction(
    string Name, IReadOnlySet<string> Roles, IReadOnlyDictionary<string, IReadOnlySet<string>> Users, TimeSpan MaxLifetime, bool RequiresReason);

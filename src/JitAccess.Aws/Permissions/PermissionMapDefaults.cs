namespace JitAccess.Aws.Permissions;

internal static class PermissionMapDefaults
{
    /// <summary>The key that names the map of all databases that have none of their own.</summary>
    public const string ConfigurationKey = "JitAccess:PermissionMap";

    // As long as an engine's own limit of a life at least, and at most as long as the longest session of a role.
    public static readonly TimeSpan MinLifetime = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(12);
}

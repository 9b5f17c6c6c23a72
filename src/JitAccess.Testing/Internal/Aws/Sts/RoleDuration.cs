namespace JitAccess.Testing.Internal.Aws.Sts;

/// <summary>The limit of a role's own.</summary>
internal static class RoleDuration
{
    public static void Judge(RoleEntry entry, TimeSpan duration)
    {
        if (duration > entry.Role.MaxSessionDuration)
            throw new AwsRefusalException(400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
}

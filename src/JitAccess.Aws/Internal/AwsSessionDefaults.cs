namespace JitAccess.Aws.Internal;

internal static class AwsSessionDefaults
{
    public static readonly TimeSpan SessionDuration = TimeSpan.FromHours(1);
    public static readonly TimeSpan MinSessionDuration = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan MaxSessionDuration = TimeSpan.FromHours(12);

    // AWS gives a session that was assumed from a role's session no more, whatever the role allows.
    public static readonly TimeSpan MaxChainedDuration = TimeSpan.FromHours(1);
}

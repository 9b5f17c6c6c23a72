using JitAccess.Testing.Internal.Aws;

namespace JitAccess.Testing;

/// <summary>A permission set: how long its sessions last, and as whom they may log in.</summary>
public sealed class AwsEmulatorPermissionSet
{
    /// <summary>Gets or sets how long the credentials of a role last; the caller cannot shorten it.</summary>
    /// <value>The default is one hour; from one to twelve.</value>
    public TimeSpan SessionDuration
    {
        get;
        set => field = SessionDurations.Require(value);
    } = SessionDurations.Shortest;

    /// <summary>Gets the database users that sessions may log in as, what <c>rds-db:connect</c> grants on AWS.</summary>
    /// <value>The default is empty: none.</value>
    public IList<string> DatabaseUserNames { get; } = [];
}

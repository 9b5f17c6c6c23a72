namespace JitAccess.Aws.Identity;

/// <summary>One of the things that a database token hangs on.</summary>
/// <param name="Name">What it is called in logs and errors.</param>
/// <param name="ExpiresAt">When it ends; <see langword="null"/> if nobody says.</param>
/// <param name="IsRenewable">Whether it is renewed without anybody's doing, so that nothing ends with it.</param>
internal sealed record AwsChainLink(string Name, DateTimeOffset? ExpiresAt, bool IsRenewable = false);

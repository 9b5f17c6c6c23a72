namespace JitAccess.Aws.Identity;

/// <summary>One of the things that a database token hangs on.</summary>
/// <param name="Name">What it is called in logs and errors.</param>
/// <param name="ExpiresAt">When it ends; <see langword="null"/> if nobody says.</param>
/// <param name="IsRenewable">Whether it is renewed without anybody's doing, so that nothing ends with it.</param>
/// <param name="IsLongLived">Whether it is an access key that nothing ends.</param>
internal sealed record AwsChainLink(string Name, DateTimeOffset? ExpiresAt, bool IsRenewable = false, bool IsLongLived = false);

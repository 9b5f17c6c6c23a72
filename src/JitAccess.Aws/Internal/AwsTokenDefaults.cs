namespace JitAccess.Aws.Internal;

internal static class AwsTokenDefaults
{
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan MinTokenLifetime = TimeSpan.FromSeconds(1);

    // The servers refuse presigned logins that ask for more.
    public static readonly TimeSpan MaxRdsTokenLifetime = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan MaxDsqlTokenLifetime = TimeSpan.FromDays(7);

    // Temporary keys of unknown age, such as those in environment variables, may end at any time; this bounds for how long a token can be
    // served after they did.
    public static readonly TimeSpan UnknownExpiryLifetime = TimeSpan.FromSeconds(60);
}

namespace JitAccess.Aws.Internal;

internal static class RdsIamDefaults
{
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan MinTokenLifetime = TimeSpan.FromSeconds(1);

    // The server refuses presigned logins that ask for more.
    public static readonly TimeSpan MaxTokenLifetime = TimeSpan.FromMinutes(15);

    // Temporary keys of unknown age, such as those of an EC2 instance's default chain, may end at any time; this bounds for how long
    // a token can be served after they did.
    public static readonly TimeSpan UnknownExpiryLifetime = TimeSpan.FromSeconds(60);
}

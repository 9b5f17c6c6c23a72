namespace JitAccess.Aws.Internal;

internal static class IdentityCenterDefaults
{
    public static readonly TimeSpan SignInTimeout = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan MinSignInTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MaxSignInTimeout = TimeSpan.FromMinutes(15);

    public static string CacheFolder =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", "sso", "cache");
}

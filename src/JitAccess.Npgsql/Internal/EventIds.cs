namespace JitAccess.Internal;

/// <summary>Event ids of this package, 4000 to 4099; the core has 1000 to 1999, JitAccess.Aws 2000 to 2099.</summary>
internal static class EventIds
{
    public const int DatabaseBuilt = 4000;
    public const int UnverifiedServer = 4001;
    public const int LoginRefused = 4002;
    public const int PrefetchFailed = 4003;
    public const int RevokeFailed = 4004;
    public const int StandingCredential = 4005;
    public const int UserNameChanged = 4006;
    public const int LoginUnproven = 4007;
    public const int SessionsEnded = 4008;
    public const int SessionsUnknown = 4009;
    public const int PoolUnknown = 4010;
    public const int FirstOpenFailed = 4011;
    public const int MoveFailed = 4012;
}

namespace JitAccess.Aws.Internal;

/// <summary>Event ids of this package, 2000 to 2099.</summary>
internal static class EventIds
{
    public const int ClockDiffers = 2000;
    public const int ClockAgrees = 2001;

    public const int TokenSigned = 2010;
    public const int DeviceCodeShown = 2011;
    public const int LongLivedKeyUsed = 2012;

    // Audit events.
    public const int PermissionMapLoaded = 2090;
    public const int PermissionGranted = 2091;
    public const int PermissionRefused = 2092;
}

namespace JitAccess.Diagnostics;

/// <summary>Event ids of the core: the refresh engine has 1000 to 1099, audit events 1900 to 1999.</summary>
internal static class EventIds
{
    public const int Refreshed = 1000;
    public const int RefreshFailed = 1001;
    public const int RefreshStillFailing = 1002;
    public const int RefreshRecovered = 1003;
    public const int IssuedLate = 1004;
    public const int LeaseConfirmed = 1005;
    public const int ReplacementPostponed = 1006;
    public const int DiscardFailed = 1007;

    public const int CredentialMinted = 1900;
    public const int LoginAccepted = 1901;
    public const int LoginRefused = 1902;
    public const int CredentialRenewed = 1903;
    public const int CredentialRevoked = 1904;
}

namespace Playground.Board;

/// <summary>The log events of JitAccess that the page reads; docs/observability.md has them all.</summary>
internal static class ServiceEvents
{
    public const int Refreshed = 1000;
    public const int RefreshFailed = 1001;
    public const int RefreshStillFailing = 1002;
    public const int RefreshRecovered = 1003;
    public const int LoginAccepted = 1901;
    public const int LoginRefused = 1902;
    public const int CredentialRevoked = 1904;
    public const int RefusalExplained = 4002;
    public const int UserNameChanged = 4006;
}

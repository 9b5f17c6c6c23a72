namespace JitAccess.Vault.Internal;

/// <summary>Event ids of Vault: 3000 to 3999.</summary>
internal static class EventIds
{
    public const int LoggedIn = 3000;
    public const int TokenRenewed = 3001;
    public const int TokenRenewalFailed = 3002;
    public const int TokenRevoked = 3003;
    public const int TokenRevocationFailed = 3004;
    public const int PossibleOrphan = 3005;
    public const int WrappedSecretMaybeIntercepted = 3006;
    public const int AgentCacheAnswered = 3007;
    public const int AgentCacheRepeatedRefused = 3008;
}

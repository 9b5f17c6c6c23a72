namespace JitAccess.Vault.Internal;

internal static class VaultDefaults
{
    public const string Candidate = "Vault";
    public const string ProviderName = "vault";
    public const string Mount = "database";
    public const string KubernetesTokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(5);
}

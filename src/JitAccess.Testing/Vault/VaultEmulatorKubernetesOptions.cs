namespace JitAccess.Testing;

/// <summary>Whose service account tokens the Kubernetes method believes.</summary>
public sealed class VaultEmulatorKubernetesOptions
{
    /// <summary>Gets the public keys of the cluster, each as PEM.</summary>
    public IList<string> PublicKeys { get; } = [];
}

namespace JitAccess.Testing;

/// <summary>A role of the Kubernetes method.</summary>
public sealed class VaultEmulatorKubernetesRole
{
    /// <summary>Gets the names of service accounts that may log in; <c>*</c> for all.</summary>
    public IList<string> ServiceAccountNames { get; } = [];

    /// <summary>Gets the Kubernetes namespaces that they may belong to; <c>*</c> for all.</summary>
    public IList<string> ServiceAccountNamespaces { get; } = [];

    /// <summary>Gets or sets the audience of their tokens.</summary>
    /// <value>The default is <see langword="null"/>: any.</value>
    public string? Audience { get; set; }

    /// <summary>Gets or sets what tokens are like.</summary>
    public VaultEmulatorTokenOptions Token { get; set; } = new();
}

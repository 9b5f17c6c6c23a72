namespace JitAccess.Testing;

/// <summary>A role of the AWS method, type <c>iam</c>.</summary>
public sealed class VaultEmulatorAwsRole
{
    /// <summary>Gets the principals that may log in: ARNs of IAM users and roles, with <c>*</c> at the end for any rest.</summary>
    public IList<string> PrincipalArns { get; } = [];

    /// <summary>Gets or sets what tokens are like.</summary>
    public VaultEmulatorTokenOptions Token { get; set; } = new();
}

namespace JitAccess.Testing;

/// <summary>The settings of the AWS method.</summary>
public sealed class VaultEmulatorAwsOptions
{
    /// <summary>Gets or sets what the signed header <c>X-Vault-AWS-IAM-Server-ID</c> must say.</summary>
    /// <value>The default is <see langword="null"/>: the header is not asked for.</value>
    public string? ServerId { get; set; }

    /// <summary>Gets or sets the region of the STS that requests must be signed for; <c>us-east-1</c> answers for <c>sts.amazonaws.com</c> too.</summary>
    /// <value>The default is <c>us-east-1</c>.</value>
    public string StsRegion { get; set; } = "us-east-1";
}

namespace JitAccess.Testing;

/// <summary>The settings of an emulated credentials endpoint. It speaks plain HTTP unless told otherwise, as the agent on a node does.</summary>
public sealed class PodIdentityEmulatorOptions : EmulatorOptions
{
    /// <summary>Initializes the settings.</summary>
    public PodIdentityEmulatorOptions() => UsesPlainHttp = true;

    /// <summary>Gets or sets how long the credentials are said to live, from the moment at which they are handed out.</summary>
    /// <value>The default is 6 hours, as of EKS Pod Identity. An AWS client renews what ends within 15 minutes at each use.</value>
    public TimeSpan CredentialLifetime { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Gets or sets the file that the authorization token is written to.</summary>
    /// <value>The default is <see langword="null"/>: a file in a folder of its own, which nobody else can look into.</value>
    public string? AuthorizationTokenFile { get; set; }
}

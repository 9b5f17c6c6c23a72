namespace JitAccess.Testing;

/// <summary>The settings of an emulator of AWS. Its ports are those of STS, of the sign-in, and of the access portal.</summary>
public sealed class AwsEmulatorOptions : EmulatorOptions
{
    /// <summary>Gets or sets the region of all services.</summary>
    /// <value>The default is <c>eu-west-1</c>.</value>
    public string Region { get; set; } = "eu-west-1";
}

namespace JitAccess.Aws;

/// <summary>A tag of a role's session, which policies can ask for.</summary>
public sealed class AwsSessionTag
{
    /// <summary>Gets or sets the key.</summary>
    public string? Key { get; set; }

    /// <summary>Gets or sets the value.</summary>
    public string? Value { get; set; }

    /// <summary>Gets or sets a value indicating whether sessions that are assumed from this one have the tag too.</summary>
    public bool IsTransitive { get; set; }
}

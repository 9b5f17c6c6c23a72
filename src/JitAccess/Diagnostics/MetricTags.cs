namespace JitAccess.Diagnostics;

/// <summary>The tags of one engine, made once: a read must not allocate.</summary>
internal sealed class MetricTags
{
    private readonly KeyValuePair<string, object?>[] _tags;

    public MetricTags(JitCredentialKey key) => _tags = For(key.Identity.ProviderName, key.DatabaseName);

    /// <summary>Gets or sets a value indicating whether nothing is measured for this engine.</summary>
    public bool AreOff { get; set; }

    public KeyValuePair<string, object?> Provider => _tags[0];

    public KeyValuePair<string, object?> Database => _tags[1];

    public static KeyValuePair<string, object?>[] For(string providerName, string databaseName) =>
        [new("jitaccess.provider", providerName), new("jitaccess.database", databaseName)];
}

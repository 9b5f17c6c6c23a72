namespace JitAccess.Diagnostics;

/// <summary>The tags of one engine, made once: a read must not allocate.</summary>
internal sealed class MetricTags(JitCredentialKey key)
{
    public KeyValuePair<string, object?> Provider { get; } = new("jitaccess.provider", key.Identity.ProviderName);

    public KeyValuePair<string, object?> Database { get; } = new("jitaccess.database", key.DatabaseName);
}

namespace JitAccess.Aws.Identity;

/// <summary>What is asked of a session of <c>AssumeRole</c> alone, read once.</summary>
internal sealed record AssumeRoleTerms(
    string SessionName, string? ExternalId, string? SourceIdentity, IReadOnlyList<(string Key, string Value, bool IsTransitive)> Tags)
{
    /// <summary>Gets what changes the session, for its identity.</summary>
    public IEnumerable<string?> Settings => [SessionName, ExternalId, SourceIdentity, .. Tags.Select(static t => $"{t.Key}={t.Value} {t.IsTransitive}")];

    public static AssumeRoleTerms Of(AssumeRoleOptions options) => new(
        options.SessionName ?? RoleSessionName.OfThisMachine(), options.ExternalId, options.SourceIdentity,
        [.. options.Tags.Select(static t => (t.Key!, t.Value ?? "", t.IsTransitive))]);
}

namespace JitAccess.Testing.Internal.Aws;

/// <summary>What a session of a role is to be like.</summary>
internal sealed record SessionOrder(RoleEntry Role, string SessionName, TimeSpan Duration)
{
    public string? SourceIdentity { get; init; }

    public SessionPolicy? Policy { get; init; }

    public IReadOnlyDictionary<string, string> TransitiveTags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

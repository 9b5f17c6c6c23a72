namespace JitAccess.Testing.Internal.Aws;

/// <summary>Who holds a key: a user for as long as it exists, or a session of a role until it ends.</summary>
internal sealed class AwsSession
{
    public required RdsIamKey Key { get; init; }

    public required string Arn { get; init; }

    public required string UserId { get; init; }

    public required AwsArn Principal { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Gets when it ends; <see langword="null"/> for a user's key.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? SourceIdentity { get; init; }

    /// <summary>Gets the session tags that follow it along a chain.</summary>
    public IReadOnlyDictionary<string, string> TransitiveTags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets a value indicating whether everything is denied to it, as to sessions that were revoked.</summary>
    public bool IsDenied { get; set; }

    public bool IsRole => ExpiresAt is not null;
}

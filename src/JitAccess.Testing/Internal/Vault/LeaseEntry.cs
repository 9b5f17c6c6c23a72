namespace JitAccess.Testing.Internal.Vault;

/// <summary>A lease and the database user that lives by it.</summary>
internal sealed class LeaseEntry
{
    public required string Id { get; init; }

    public required NamespaceState Namespace { get; init; }

    public required DatabaseMount Mount { get; init; }

    public required string Path { get; init; }

    public required string RoleName { get; init; }

    public required string Connection { get; init; }

    public required string UserName { get; init; }

    /// <summary>As the role had them when the lease was issued: the role may be gone when it ends.</summary>
    public required IReadOnlyList<string> RevocationStatements { get; init; }

    public required bool IsRenewable { get; init; }

    public required TokenEntry Token { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? LastRenewedAt { get; set; }

    public bool IsIrrevocable { get; set; }

    /// <summary>Whether it is going to be revoked in the background.</summary>
    public bool IsEnding { get; set; }

    public Deadline? Deadline { get; set; }

    /// <summary>One renewal or revocation at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>The seconds left, from now rounded to a second, as the server counts them in a lookup.</summary>
    public long RemainingSeconds(DateTimeOffset now)
    {
        var rounded = new DateTimeOffset((now.Ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, now.Offset);
        return (long)(ExpiresAt - rounded).TotalSeconds;
    }
}

namespace JitAccess.Testing.Internal.Vault;

/// <summary>A token as the server keeps it: by its hash.</summary>
internal sealed class TokenEntry
{
    public required string Hash { get; init; }

    public required string Accessor { get; init; }

    public required NamespaceState Namespace { get; init; }

    public required TokenRecipe Recipe { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required TimeSpan CreationTtl { get; init; }

    /// <summary>When it ends; <see langword="null"/> for the root token.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastRenewedAt { get; set; }

    public int RemainingUses { get; set; }

    public bool IsRevoked { get; set; }

    public Deadline? Deadline { get; set; }

    public bool IsRoot => Recipe.Policies.Contains("root");

    public bool IsBatch => Recipe.Type == VaultEmulatorTokenType.Batch;
}

namespace JitAccess.Testing.Internal.Vault;

/// <summary>What a token is made from.</summary>
internal sealed record TokenRecipe
{
    /// <summary>Sorted, with <c>default</c> among them where it belongs.</summary>
    public required IReadOnlyList<string> Policies { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>The path that it was made at.</summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public LeaseTerms Terms { get; init; }

    public bool IsRenewable { get; init; } = true;

    public int NumUses { get; init; }

    public VaultEmulatorTokenType Type { get; init; }

    public string EntityId { get; init; } = "";

    /// <summary>The token that it dies with; <see langword="null"/> for an orphan.</summary>
    public TokenEntry? Parent { get; init; }

    public static TokenRecipe Of(
        VaultEmulatorTokenOptions options, string displayName, string path, IReadOnlyDictionary<string, string>? metadata = null, string entityId = "") => new()
        {
            Policies = WithDefault(options.Policies, options.OmitsDefaultPolicy),
            DisplayName = displayName,
            Path = path,
            Metadata = metadata,
            Terms = new LeaseTerms(options.Ttl, options.MaxTtl, options.Period, options.ExplicitMaxTtl),
            IsRenewable = !options.IsNotRenewable && options.Type == VaultEmulatorTokenType.Service,
            NumUses = options.NumUses,
            Type = options.Type,
            EntityId = entityId,
        };

    public static IReadOnlyList<string> WithDefault(IEnumerable<string> policies, bool omitDefault = false)
    {
        var names = policies.Select(static p => p.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        if (!omitDefault && !names.Contains("root"))
            names.Add("default");
        return [.. names.Order(StringComparer.Ordinal)];
    }
}

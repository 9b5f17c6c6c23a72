namespace JitAccess.Testing.Internal.Vault;

/// <summary>A role of the AppRole method and its secret ids, each kept by its hash.</summary>
internal sealed class AppRoleEntry(string name, VaultEmulatorAppRole role, string roleId)
{
    private readonly Dictionary<string, SecretId> _secretIds = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public VaultEmulatorAppRole Role { get; } = role;

    public string RoleId { get; } = roleId;

    public (string SecretId, string Accessor, TimeSpan Ttl) CreateSecretId(DateTimeOffset now)
    {
        var value = Guid.NewGuid().ToString();
        var accessor = Guid.NewGuid().ToString();
        DateTimeOffset? end = Role.SecretIdTtl > TimeSpan.Zero ? now + Role.SecretIdTtl : null;
        _secretIds.Add(SecretHash.Of(value), new SecretId(accessor, end, Role.SecretIdNumUses));
        return (value, accessor, Role.SecretIdTtl);
    }

    public void UseSecretId(string? value, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(value))
            throw new VaultRefusalException(400, "missing secret_id");
        var hash = SecretHash.Of(value);
        if (!_secretIds.TryGetValue(hash, out var known) || now >= known.EndsAt)
            throw new VaultRefusalException(400, "invalid secret id");
        if (known.RemainingUses == 1)
            _secretIds.Remove(hash);
        else if (known.RemainingUses > 1)
            _secretIds[hash] = known with { RemainingUses = known.RemainingUses - 1 };
    }

    public void Destroy(string accessor)
    {
        foreach (var hash in _secretIds.Where(s => s.Value.Accessor == accessor).Select(static s => s.Key).ToList())
            _secretIds.Remove(hash);
    }

    private sealed record SecretId(string Accessor, DateTimeOffset? EndsAt, int RemainingUses);
}

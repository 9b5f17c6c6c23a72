namespace JitAccess.Testing.Internal.Vault;

/// <summary>The tokens: a token's end is the end of its children and of every lease made with one of them.</summary>
internal sealed class TokenStore(VaultState state)
{
    private readonly Dictionary<string, TokenEntry> _byHash = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public (string Token, TokenEntry Entry) Create(NamespaceState owner, TokenRecipe recipe)
    {
        var isBatch = recipe.Type == VaultEmulatorTokenType.Batch;
        var token = (isBatch ? "b." + RandomText.Letters(136) : "s." + RandomText.Letters(24)) + (owner.IsRoot ? "" : $".{owner.Id}");
        var now = state.Now;
        var ttl = recipe.Terms.Grant(TimeSpan.Zero, null, now, out _);
        var lives = !recipe.Policies.Contains("root") || recipe.Terms.Ttl > TimeSpan.Zero;
        var entry = new TokenEntry
        {
            Hash = SecretHash.Of(token),
            Accessor = isBatch ? "" : RandomText.Letters(24),
            Namespace = owner,
            Recipe = recipe,
            IssuedAt = now,
            CreationTtl = lives ? ttl : TimeSpan.Zero,
            ExpiresAt = lives ? now + ttl : null,
            RemainingUses = recipe.NumUses,
        };
        lock (_gate)
        {
            // A parent that has just died takes its child along: nobody would revoke it later.
            if (recipe.Parent is { IsRevoked: true })
                throw VaultRefusalException.PermissionDenied();
            _byHash.Add(entry.Hash, entry);
        }

        if (entry.ExpiresAt is { } end)
        {
            entry.Deadline = new Deadline(state.Time, () => state.Work.Run(_ =>
            {
                Revoke(entry);
                return Task.CompletedTask;
            }), state.Work.Stopping);
            entry.Deadline.Set(end);
        }

        return (token, entry);
    }

    /// <summary>Returns a living token's entry.</summary>
    public TokenEntry? Find(string token)
    {
        lock (_gate)
            return _byHash.GetValueOrDefault(SecretHash.Of(token)) is { } entry && !(state.Now >= entry.ExpiresAt) ? entry : null;
    }

    /// <summary>Counts a use; returns whether it was the last one.</summary>
    public bool Use(TokenEntry entry)
    {
        lock (_gate)
        {
            if (entry.Recipe.NumUses == 0)
                return false;
            if (entry.RemainingUses == 0)
                throw VaultRefusalException.PermissionDenied(); // the one that took the last is still under way
            return --entry.RemainingUses == 0;
        }
    }

    public TimeSpan Renew(TokenEntry entry, TimeSpan increment, out IReadOnlyList<string> warnings)
    {
        if (entry.IsBatch)
            throw new VaultRefusalException(400, "batch tokens cannot be renewed");
        if (entry.ExpiresAt is null || !entry.Recipe.IsRenewable)
            throw new VaultRefusalException(400, "lease is not renewable");
        lock (_gate)
        {
            if (entry.IsRevoked)
                throw VaultRefusalException.PermissionDenied();
            var now = state.Now;
            var ttl = (entry.Recipe.Terms with { Ttl = entry.Recipe.Terms.Ttl > TimeSpan.Zero ? entry.Recipe.Terms.Ttl : entry.CreationTtl })
                .Grant(increment, entry.IssuedAt, now, out warnings);
            entry.ExpiresAt = now + ttl;
            entry.LastRenewedAt = now;
            entry.Deadline!.Set(now + ttl);
            return ttl;
        }
    }

    public void Revoke(TokenEntry entry)
    {
        foreach (var dead in Take(entry))
        {
            dead.Deadline?.Dispose();
            state.Leases.RevokeAllOf(dead);
        }
    }

    private List<TokenEntry> Take(TokenEntry root)
    {
        lock (_gate)
        {
            List<TokenEntry> dead = [];
            for (List<TokenEntry> level = [root]; level.Count > 0;)
            {
                foreach (var entry in level)
                {
                    entry.IsRevoked = true;
                    _byHash.Remove(entry.Hash);
                }

                dead.AddRange(level);
                level = [.. _byHash.Values.Where(e => e.Recipe.Parent is { } parent && level.Contains(parent))];
            }

            return dead;
        }
    }
}

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The leases: found, renewed, revoked, and ended when their time is over.</summary>
internal sealed class LeaseStore(VaultState state)
{
    private const int RevocationAttempts = 6;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, LeaseEntry> _byId = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public IReadOnlyList<LeaseEntry> All
    {
        get
        {
            lock (_gate)
                return [.. _byId.Values];
        }
    }

    public void Add(LeaseEntry lease)
    {
        lease.Deadline = new Deadline(state.Time, () => End(lease), state.Work.Stopping);
        lock (_gate)
            _byId.Add(lease.Id, lease);
        lease.Deadline.Set(lease.ExpiresAt);
        if (lease.Token.IsRevoked)
            End(lease); // it died while the user was made
    }

    public LeaseEntry? Find(NamespaceState owner, string id)
    {
        lock (_gate)
            return _byId.GetValueOrDefault(id) is { } lease && lease.Namespace == owner ? lease : null;
    }

    public async Task<(TimeSpan Ttl, IReadOnlyList<string> Warnings)> RenewAsync(NamespaceState owner, string id, TimeSpan increment)
    {
        var lease = Find(owner, id) ?? throw NotFound();
        await lease.Turn.WaitAsync(state.Work.Stopping).ConfigureAwait(false);
        try
        {
            if (Find(owner, id) is null)
                throw NotFound();
            if (lease.ExpiresAt <= state.Now)
                throw new VaultRefusalException(400, "lease expired");
            if (!lease.IsRenewable)
                throw new VaultRefusalException(400, "lease is not renewable");

            TimeSpan ttl;
            IReadOnlyList<string> warnings;
            try
            {
                (ttl, warnings) = await lease.Mount.ExtendAsync(lease, increment).ConfigureAwait(false);
            }
            catch (VaultRefusalException e)
            {
                throw new VaultRefusalException(400, $"failed to renew entry: resp: (*logical.Response)(nil) err: {e.Errors[0]}");
            }

            var now = state.Now;
            if (lease.Token.IsBatch && lease.Token.ExpiresAt is { } end && now + ttl > end)
                ttl = end - now;
            lock (_gate)
                if (!lease.IsEnding)
                {
                    lease.ExpiresAt = now + ttl;
                    lease.LastRenewedAt = now;
                    lease.Deadline!.Set(lease.ExpiresAt);
                }

            return (ttl, warnings);
        }
        finally
        {
            lease.Turn.Release();
        }
    }

    /// <summary>Revokes a lease now; one that is unknown, or gone already, is as good as revoked.</summary>
    /// <param name="owner">Where it belongs.</param>
    /// <param name="id">Its id.</param>
    /// <param name="force">Whether to forget it even if its user cannot be dropped.</param>
    public async Task RevokeAsync(NamespaceState owner, string id, bool force = false)
    {
        if (Find(owner, id) is not { } lease)
            return;
        try
        {
            await RevokeOnceAsync(lease).ConfigureAwait(false);
        }
        catch (VaultRefusalException e) when (!force)
        {
            throw new VaultRefusalException(400, $"failed to revoke entry: resp: (*logical.Response)(nil) err: {e.Errors[0]}");
        }
        catch (VaultRefusalException)
        {
            Remove(lease);
        }
    }

    /// <summary>Lets a lease end now, in the background and with retries.</summary>
    public void End(LeaseEntry lease)
    {
        lock (_gate)
        {
            if (lease.IsEnding)
                return;
            lease.IsEnding = true;
            if (lease.ExpiresAt > state.Now)
                lease.ExpiresAt = state.Now;
        }

        state.Work.Run(cancellationToken => RevokeWithRetriesAsync(lease, cancellationToken));
    }

    public void RevokeAllOf(TokenEntry token)
    {
        foreach (var lease in All.Where(l => l.Token == token))
            End(lease);
    }

    /// <summary>Drops every user that is left; what cannot be dropped stays.</summary>
    public Task DrainAsync() => Task.WhenAll(All.Select(async lease =>
    {
        try
        {
            await RevokeOnceAsync(lease).ConfigureAwait(false);
        }
        catch (Exception e) when (e is VaultRefusalException or ObjectDisposedException)
        {
            Log.VaultRoleLeft(state.Logger, lease.UserName);
        }
    }));

    private async Task RevokeWithRetriesAsync(LeaseEntry lease, CancellationToken cancellationToken)
    {
        var delay = FirstRetry;
        for (var attempt = 1; attempt <= RevocationAttempts; attempt++, delay *= 2)
        {
            await state.Work.WhileRunningAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await RevokeOnceAsync(lease).ConfigureAwait(false);
                return;
            }
            catch (VaultRefusalException e)
            {
                Log.VaultRevocationFailed(state.Logger, lease.UserName, attempt, e.Errors[0]);
            }

            if (attempt < RevocationAttempts)
                await Task.Delay(delay, state.Time, cancellationToken).ConfigureAwait(false);
        }

        lease.IsIrrevocable = true;
    }

    private async Task RevokeOnceAsync(LeaseEntry lease)
    {
        await lease.Turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!IsKnown(lease))
                return;
            await lease.Mount.DropAsync(lease).ConfigureAwait(false);
            Remove(lease);
        }
        finally
        {
            lease.Turn.Release();
        }
    }

    private bool IsKnown(LeaseEntry lease)
    {
        lock (_gate)
            return _byId.ContainsKey(lease.Id);
    }

    private void Remove(LeaseEntry lease)
    {
        lock (_gate)
            _byId.Remove(lease.Id);
        lease.Deadline?.Dispose();
    }

    private static VaultRefusalException NotFound() => new(400, "lease not found");
}

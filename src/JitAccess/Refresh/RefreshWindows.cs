namespace JitAccess.Refresh;

/// <summary>When a credential is refreshed, derived from its life alone.</summary>
internal readonly record struct RefreshWindows(
    DateTimeOffset RefreshAt, DateTimeOffset MandatoryAt, DateTimeOffset RotateAt, DateTimeOffset ExpiresAt)
{
    private static readonly TimeSpan MinMargin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxMandatory = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RotateReserve = TimeSpan.FromSeconds(30);

    /// <summary>How much earlier than the issuer the engine ends a credential: a token must still be valid when it arrives.</summary>
    public static TimeSpan Margin(TimeSpan rawLifetime) => Clamp(rawLifetime / 20, MinMargin, MaxMargin);

    /// <summary>The early window. At most a third of the life, so that no life can cause a refresh loop.</summary>
    public static TimeSpan Advisory(TimeSpan lifetime)
    {
        var byTable = lifetime.TotalMinutes switch
        {
            <= 20 => TimeSpan.FromMinutes(5),
            < 90 => TimeSpan.FromMinutes(15),
            _ => TimeSpan.FromMinutes(60),
        };
        return Min(byTable, lifetime / 3);
    }

    public static TimeSpan Mandatory(TimeSpan lifetime) => Min(MaxMandatory, Advisory(lifetime) / 5);

    /// <summary>How long before its hard end a leased credential is replaced: opens settle, sessions drain, then it is revoked.</summary>
    public static TimeSpan RotateLead(TimeSpan lifetime, JitRefreshOptions options) =>
        Max(lifetime / 5, options.SettleTime + options.DrainTime + RotateReserve);

    public static RefreshWindows For(JitCredential credential, DateTimeOffset issuedAt, JitRefreshOptions options, double chance)
    {
        var raw = credential.ExpiresAt - issuedAt;
        if (options.MaxLifetime is { } max)
            raw = Min(raw, max);
        var lifetime = raw - Margin(raw);
        var expiresAt = issuedAt + lifetime;
        var advisory = Advisory(lifetime);

        // Jitter only delays: the guarantee that two thirds of a life pass without a refresh stays.
        var refreshAt = expiresAt - advisory + (0.2 * chance * advisory);
        var rotateAt = DateTimeOffset.MaxValue;
        if (credential.Lease is { } lease)
        {
            var end = HardEnd(lease, expiresAt);
            if (end != DateTimeOffset.MaxValue)
                rotateAt = end - RotateLead(end - issuedAt, options);
            if (!lease.IsRenewable)
                refreshAt = rotateAt; // there is nothing to renew before
        }

        return new RefreshWindows(refreshAt, expiresAt - Mandatory(lifetime), rotateAt, expiresAt);
    }

    /// <summary>Where renewals can't reach: the issuer's maximum, or the expiry of what it does not renew.</summary>
    public static DateTimeOffset HardEnd(JitCredentialLease lease, DateTimeOffset expiresAt) =>
        lease.IsRenewable ? lease.MaxExpiresAt ?? DateTimeOffset.MaxValue : expiresAt;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Clamp(TimeSpan value, TimeSpan min, TimeSpan max) => value < min ? min : value > max ? max : value;
}

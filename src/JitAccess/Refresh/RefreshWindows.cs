using static JitAccess.Refresh.Durations;

namespace JitAccess.Refresh;

/// <summary>When a credential is refreshed, counted from its issue and derived from its life alone.</summary>
/// <param name="Refresh">When the refresh in the background begins.</param>
/// <param name="Mandatory">When readers begin to wait; for a lease, when it is replaced rather than renewed.</param>
/// <param name="Expires">When the credential is no longer served.</param>
/// <param name="Advisory">The length of the early window: no refresh may take longer.</param>
internal readonly record struct RefreshWindows(TimeSpan Refresh, TimeSpan Mandatory, TimeSpan Expires, TimeSpan Advisory)
{
    private const double MaxJitter = 0.2;

    private static readonly TimeSpan MinMargin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxMandatory = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RotateReserve = TimeSpan.FromSeconds(30);

    /// <summary>How much earlier than the issuer the engine ends a credential: a token must still be valid when it arrives.</summary>
    public static TimeSpan Margin(TimeSpan rawLifetime) => Shorter(Longer(rawLifetime / 20, MinMargin), MaxMargin);

    /// <summary>The windows of a credential that can only be replaced.</summary>
    /// <param name="rawLifetime">From the issue to the issuer's expiry.</param>
    /// <param name="chance">From 0 to 1. Jitter only delays: that two thirds of a life pass without a refresh stays true.</param>
    public static RefreshWindows For(TimeSpan rawLifetime, double chance)
    {
        var expires = rawLifetime - Margin(rawLifetime);
        var advisory = Shorter(ByTable(expires), expires / 3);
        return new RefreshWindows(
            expires - advisory + (MaxJitter * chance * advisory), expires - Shorter(MaxMandatory, advisory / 5), expires, advisory);
    }

    /// <summary>The windows of a lease: it is renewed, and replaced only at its end.</summary>
    /// <param name="rawLifetime">From the issue, or the renewal, to the issuer's expiry.</param>
    /// <param name="rawEnd">To the end that no renewal passes; <see langword="null"/> if it is not known.</param>
    /// <param name="canRenew">Whether a renewal would still win time.</param>
    /// <param name="isNew">Whether it was just minted: then two thirds of its life pass first, or leases that have become too short would mint
    /// users without end.</param>
    /// <param name="lead">How long before its end it is replaced; see <see cref="RotateLead"/>.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static RefreshWindows ForLease(
        TimeSpan rawLifetime, TimeSpan? rawEnd, bool canRenew, bool isNew, TimeSpan lead, double chance)
    {
        var margin = Margin(rawLifetime);
        var expires = rawLifetime - margin;
        var advisory = expires / 3;
        var earliest = isNew ? expires - advisory : TimeSpan.Zero;
        if (!canRenew)
        {
            // The reserve in the lead is there to be spent; settle and drain are not.
            var rotate = Longer(expires - lead + (chance * Shorter(MaxJitter * lead, RotateReserve / 2)), earliest);
            return new RefreshWindows(rotate, rotate, expires, advisory);
        }

        // A lease much shorter than the lead lives by its renewals. They must get their chance, so the lead yields to the early window here
        // and is kept in full before the end that no renewal passes.
        var renew = expires - advisory + (MaxJitter * chance * advisory);
        var replace = expires - Shorter(lead, (1 - MaxJitter) * advisory);
        if (rawEnd is { } end)
            replace = Shorter(Longer(end - margin - lead, earliest), replace);
        return new RefreshWindows(Shorter(renew, replace), replace, expires, advisory);
    }

    /// <summary>How long before its end a leased credential is replaced: opens settle, sessions drain, then it is revoked.</summary>
    /// <param name="granted">The life that the issuer grants; not what a renewal near the end leaves of it.</param>
    /// <param name="options">Settle and drain time.</param>
    public static TimeSpan RotateLead(TimeSpan granted, JitRefreshOptions options) =>
        Longer(granted / 5, options.SettleTime + options.DrainTime + RotateReserve);

    private static TimeSpan ByTable(TimeSpan lifetime) => lifetime.TotalMinutes switch
    {
        <= 20 => TimeSpan.FromMinutes(5),
        < 90 => TimeSpan.FromMinutes(15),
        _ => TimeSpan.FromMinutes(60),
    };
}

namespace JitAccess.Vault.Sessions;

/// <summary>From when to when a token lives, on the monotonic clock; one immutable object, so that no reader sees half a renewal.</summary>
/// <param name="Since">Just before the request that granted it.</param>
/// <param name="Granted">For how long; <see langword="null"/> if it never ends.</param>
/// <param name="IsRenewable">Whether asking for more may help.</param>
/// <param name="Limit">The end that no renewal passes, where it is known.</param>
internal sealed record SessionLife(TimeSpan Since, TimeSpan? Granted, bool IsRenewable, TimeSpan? Limit)
{
    // A renewal that grants less than this share of what was granted at first has met a maximum that the server does not state.
    private const double CutShort = 0.9;

    // The engine renews a lease at two thirds of its life without the margin: the token is due before that, or it would cut the lease short.
    private const double RenewAfter = 0.6;

    public TimeSpan? End => Granted is { } granted ? Since + granted : null;

    /// <summary>Gets the end that is certain: nothing prolongs the token beyond it.</summary>
    public TimeSpan? HardEnd => IsRenewable ? Limit : End;

    public bool IsRenewalDue(TimeSpan now) => IsRenewable && Granted is { } granted && now - Since >= RenewAfter * granted;

    public bool EndsWithin(TimeSpan now, TimeSpan need) => End is { } end && end - now < need;

    public SessionLife Renewed(TimeSpan since, TimeSpan? granted, bool isRenewable, TimeSpan? first) => this with
    {
        Since = since,
        Granted = granted,
        IsRenewable = isRenewable && granted is not null && (first is null || granted >= CutShort * first),
    };
}

namespace JitAccess.Refresh;

/// <summary>Spreads the database users that one process asks an issuer for: twenty at once, then twenty a second.</summary>
/// <remarks>
/// Each is a CREATE ROLE at the database and a lease in the issuer's storage. A process with a user for each of a thousand tenants would
/// otherwise ask for all of them in the second of its start.
/// </remarks>
internal sealed class MintPace
{
    public const int PerSecond = 20;

    private readonly Lock _gate = new();
    private readonly Budget _budget = new(PerSecond, TimeSpan.FromSeconds(1) / PerSecond);

    /// <summary>Takes a turn, and returns how long it is until then.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="atMost">The longest wait; whoever would wait longer takes no turn from those who can use it.</param>
    /// <exception cref="JitProviderException">There is no turn in time.</exception>
    public TimeSpan Take(Moment now, TimeSpan atMost)
    {
        lock (_gate)
            return _budget.TryTake(now, atMost, out var wait)
                ? wait
                : throw new JitProviderException(
                    JitProviderErrorKind.Transient,
                    $"This process asks one issuer for at most {PerSecond} database users a second, and others are waiting for theirs.",
                    retryAfter: wait);
    }
}

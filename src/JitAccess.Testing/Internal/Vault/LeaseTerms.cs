namespace JitAccess.Testing.Internal.Vault;

/// <summary>How long a lease or a token may live: what its role or its creator laid down. Zero stands for "not said".</summary>
internal readonly record struct LeaseTerms(TimeSpan Ttl, TimeSpan MaxTtl, TimeSpan Period = default, TimeSpan ExplicitMaxTtl = default)
{
    /// <summary>The server's own default and limit: 32 days.</summary>
    public static readonly TimeSpan SystemLimit = TimeSpan.FromHours(768);

    /// <summary>Computes the life from now on. All times are whole seconds, the least that the server knows.</summary>
    /// <param name="increment">What the client asks for, or zero.</param>
    /// <param name="issued">When it was issued; <see langword="null"/> if that is now.</param>
    /// <param name="time">Now.</param>
    /// <param name="warnings">What the server adds to its answer where it gives less than it was asked for.</param>
    public TimeSpan Grant(TimeSpan increment, DateTimeOffset? issued, DateTimeOffset time, out IReadOnlyList<string> warnings)
    {
        warnings = [];
        var now = Whole(time);
        var start = issued is { } at ? Whole(at) : now;
        var max = Least(Least(SystemLimit, MaxTtl), ExplicitMaxTtl);
        if (Period > TimeSpan.Zero)
            return Cap(Least(max, Period), ExplicitMaxTtl > TimeSpan.Zero ? start + ExplicitMaxTtl : null, now, ref warnings);
        var ttl = increment > TimeSpan.Zero ? increment : Ttl > TimeSpan.Zero ? Ttl : SystemLimit;
        return Cap(ttl, start + max, now, ref warnings);
    }

    private static TimeSpan Cap(TimeSpan ttl, DateTimeOffset? end, DateTimeOffset now, ref IReadOnlyList<string> warnings)
    {
        if (end is null)
            return ttl;
        var rest = end.Value - now;
        if (rest <= TimeSpan.Zero)
            throw new VaultRefusalException(400, "past the max TTL, cannot renew");
        if (ttl <= rest)
            return ttl;
        warnings = [$"TTL of \"{GoDuration.Format(ttl)}\" exceeded the effective max_ttl of \"{GoDuration.Format(rest)}\"; TTL value is capped accordingly"];
        return rest;
    }

    private static TimeSpan Least(TimeSpan limit, TimeSpan own) => own > TimeSpan.Zero && own < limit ? own : limit;

    private static DateTimeOffset Whole(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}

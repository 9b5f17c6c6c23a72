namespace JitAccess.IntegrationTests.Load;

/// <summary>How long the soak runs, and what is done to it meanwhile.</summary>
internal sealed record SoakPlan(TimeSpan Duration, TimeSpan CredentialLife)
{
    public const int Workers = 50;

    private static readonly TimeSpan Cycle = TimeSpan.FromMinutes(1);

    /// <summary>Gets how many times as long as in CI a worker pauses: a run by the hour need not take the whole machine.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>One minute with lives of 30 seconds, of which the last ten are left for a login on a busy machine, unless a developer asks for more; see docs/testing.md.</summary>
    public static SoakPlan FromEnvironment() => new(
        TimeSpan.FromMinutes(LoadSetting.Number("JITACCESS_SOAK_MINUTES", 1)), TimeSpan.FromSeconds(LoadSetting.Number("JITACCESS_SOAK_LIFETIME", 30)))
    {
        Pace = LoadSetting.Number("JITACCESS_SOAK_PACE", 1),
    };

    /// <summary>Gets how long the credential source fails; nothing where a life is too short to bridge any outage.</summary>
    /// <remarks>What is guaranteed is 0.6 of the early window, a third of a life less margin and the signature's rounding to seconds. Three
    /// seconds are inside it for a life of 30; the more a life is shorter, the less of it is asked for.</remarks>
    public TimeSpan Outage
    {
        get
        {
            var tolerated = 0.2 * (CredentialLife - TimeSpan.FromSeconds(2));
            return tolerated < TimeSpan.FromSeconds(1) ? TimeSpan.Zero : Min(0.85 * tolerated, TimeSpan.FromSeconds(3));
        }
    }

    /// <summary>Gets the moments at which the source begins to fail: one in each minute.</summary>
    public IEnumerable<TimeSpan> Outages => Outage == TimeSpan.Zero ? [] : Moments(0.25);

    /// <summary>Gets the moments at which PostgreSQL is restarted: one in each minute.</summary>
    public IEnumerable<TimeSpan> Restarts => Moments(0.65);

    /// <summary>Gets the most credentials that one engine may mint in a time: the windows let two thirds of each life pass first.</summary>
    public int MostGenerations(TimeSpan elapsed)
    {
        var shortest = CredentialLife - TimeSpan.FromSeconds(2); // the signature has whole seconds; the margin is one more
        return 1 + (int)Math.Ceiling(elapsed / (shortest * 2 / 3));
    }

    /// <summary>Gets the most calls that one engine may make in vain during the outages.</summary>
    /// <remarks>Three in the refresh that finds the outage, then one each time that the backoff allows: half a second at the least, doubling.</remarks>
    public int MostFailures => Outages.Count() * 6;

    /// <summary>Gets how many operations each use must do: one every three seconds by all of its workers together, which a busy machine does too.</summary>
    public int LeastOperations => (int)(Duration / TimeSpan.FromSeconds(3));

    private IEnumerable<TimeSpan> Moments(double at)
    {
        for (var start = TimeSpan.Zero; start + Cycle <= Duration; start += Cycle)
            yield return start + (at * Cycle);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
